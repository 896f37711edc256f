package dev.holdfast.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.testkit.HttpReceiver;
import dev.holdfast.testkit.Notifications;
import dev.holdfast.testkit.NotifierContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlackBotTest implements NotifierContract {
  private static final Notification FIRING = Notifications.samples().get(0);
  private static final Notification RESOLVED = Notifications.samples().get(1);

  @TempDir Path directory;

  @Override
  public Stage stage(Behaviour behaviour) throws Exception {
    return SlackStage.bot(behaviour, directory);
  }

  @Test
  void anIncidentIsOneThreadAndItsFirstMessageIsEditedAtTheEnd() throws Exception {
    try (SlackStage stage = SlackStage.bot(Behaviour.TAKES, directory)) {
      stage.notifier().send(FIRING);
      stage.notifier().send(FIRING);
    }
    // Also when the server was started again in between.
    try (SlackStage stage = SlackStage.bot(Behaviour.TAKES, directory)) {
      stage.notifier().send(RESOLVED);
      List<HttpReceiver.Request> requests = stage.slack.requests();

      assertThat(requests)
          .extracting(HttpReceiver.Request::path)
          .containsExactly("/api/chat.update", "/api/chat.postMessage");
      assertThat(requests.get(0).body())
          .contains("\"channel\":\"C42\"", "\"ts\":\"17.42\"", "RESOLVED", "lasted 3 min 12 s");
      assertThat(requests.get(1).body()).contains("\"thread_ts\":\"17.42\"");
      assertThat(requests.get(1).headers()).containsEntry("authorization", "Bearer " + SECRET);
    }
  }

  @Test
  void theFirstMessageGoesToTheChannelAndTheSecondIntoItsThread() throws Exception {
    try (SlackStage stage = SlackStage.bot(Behaviour.TAKES, directory)) {
      stage.notifier().send(FIRING);
      stage.notifier().send(FIRING);

      assertThat(stage.received().get(0)).contains("\"#alerts\"").doesNotContain("thread_ts");
      assertThat(stage.received().get(1)).contains("\"C42\"", "\"thread_ts\":\"17.42\"");
    }
  }

  @Test
  void theFirstMessageOfWhatEndsInADigestIsEdited() throws Exception {
    try (SlackStage stage = SlackStage.bot(Behaviour.TAKES, directory)) {
      stage.notifier().send(FIRING);
      stage.slack.answer(500, "");
      assertThat(stage.notifier().send(digest())).isInstanceOf(Delivery.TryAgain.class);
      stage.slack.answer(200, "{\"ok\":true,\"channel\":\"C42\",\"ts\":\"17.43\"}");
      stage.notifier().send(digest());
      stage.notifier().send(digest());

      assertThat(stage.slack.requests())
          .extracting(HttpReceiver.Request::path)
          .containsExactly(
              "/api/chat.postMessage",
              "/api/chat.update",
              "/api/chat.update",
              "/api/chat.postMessage",
              "/api/chat.postMessage");
      assertThat(stage.slack.requests().get(2).body())
          .contains("\"ts\":\"17.42\"", "RESOLVED", "lasted 3 min 12 s");
    }
  }

  private static Notification digest() {
    Notification like = Notifications.samples().get(7);
    return new Notification(
        like.id(),
        like.incident(),
        like.fingerprint(),
        like.status(),
        like.severity(),
        like.subject(),
        like.title(),
        like.since(),
        like.at(),
        like.server(),
        like.evidence(),
        List.of(Notifications.samples().get(2), RESOLVED));
  }

  @Test
  void aThreadThatSomebodyDeletedIsBegunAnew() throws Exception {
    try (SlackStage stage = SlackStage.bot(Behaviour.TAKES, directory)) {
      stage.notifier().send(FIRING);
      stage.slack.answer(200, "{\"ok\":false,\"error\":\"message_not_found\"}");
      stage.notifier().send(RESOLVED);

      assertThat(stage.received().getLast()).contains("\"#alerts\"").doesNotContain("thread_ts");
    }
  }

  @Test
  void whatIsNotSlacksAnswerIsNoAnswer() throws Exception {
    try (SlackStage stage = SlackStage.bot(Behaviour.TAKES, directory)) {
      stage.slack.answer(200, "<html>captive portal</html>");
      assertThat(stage.notifier().send(FIRING)).isInstanceOf(Delivery.TryAgain.class);
    }
  }

  @Test
  void theThreadsOfTheNewestIncidentsAreRemembered() throws Exception {
    Threads threads = Threads.open(directory, 3);
    for (int i = 0; i < 5; i++) {
      threads.remember("I" + i, new Threads.Parent("C", "1." + i));
    }
    Threads again = Threads.open(directory, 3);

    assertThat(again.of("I1")).isEmpty();
    assertThat(again.of("I4")).contains(new Threads.Parent("C", "1.4"));
  }
}
