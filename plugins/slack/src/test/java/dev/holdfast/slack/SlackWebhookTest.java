package dev.holdfast.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.testkit.Golden;
import dev.holdfast.testkit.Notifications;
import dev.holdfast.testkit.NotifierContract;
import org.junit.jupiter.api.Test;

final class SlackWebhookTest implements NotifierContract {
  @Override
  public Stage stage(Behaviour behaviour) throws Exception {
    return SlackStage.webhook(behaviour);
  }

  @Test
  void tenMessagesAreAsTheyWereLookedAt() throws Exception {
    int number = 0;
    for (Notification each : Notifications.samples()) {
      String json = SlackJson.message(SlackMessage.of(each), members -> {});
      Golden.assertSame(
          "slack-" + number++ + ".json",
          json.replace("{\"type\"", "\n{\"type\"").replace("\\n", "\\n\n   ") + "\n");
    }
  }

  @Test
  void slacksLimitsAreKept() {
    for (Notification each : Notifications.samples()) {
      SlackMessage message = SlackMessage.of(each);
      assertThat(message.sections()).hasSizeLessThan(49);
      assertThat(message.sections()).allSatisfy(s -> assertThat(s).hasSizeLessThanOrEqualTo(3000));
      assertThat(String.join("", message.sections())).hasSizeLessThan(13_000);
      assertThat(message.text()).hasSizeLessThan(3000);
    }
  }

  @Test
  void nobodyIsMentionedByWhatAnErrorSays() {
    Notification markup = Notifications.samples().get(8);
    String json = SlackJson.message(SlackMessage.of(markup), members -> {});

    assertThat(json)
        .doesNotContain("<!", "<@", "<script", "<https://evil")
        .contains("&lt;!everyone&gt; &amp; &lt;b&gt;bold");
  }

  @Test
  void anEscapeIsNotCutInTwo() {
    assertThat(SlackText.cut("aaaa&amp;", 7)).isEqualTo("aaaa…");
    assertThat(SlackText.cut("&amp;aaaaaa", 8)).isEqualTo("&amp;aa…");
    assertThat(SlackText.cut("aaaa\uD83D\uDE80aa", 6)).isEqualTo("aaaa…");
  }

  @Test
  void anAnswerThatDoesNotEndIsAnAnswer() throws Exception {
    try (SlackStage stage = SlackStage.webhook(Behaviour.TAKES)) {
      stage.slack.endless();
      assertThat(stage.notifier().send(Notifications.samples().getFirst()))
          .isInstanceOf(Delivery.Delivered.class);
    }
  }
}
