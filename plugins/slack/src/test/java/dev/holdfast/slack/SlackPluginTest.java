package dev.holdfast.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SlackPluginTest implements PluginContract {
  private static final String HOOK = "https://hooks.example/services/T/B/my-secret";

  @Override
  public Plugin plugin() {
    return new SlackPlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    harness.config(config("", "xoxb-my-secret", "#alerts"));
  }

  private static SlackConfig config(String url, String token, String channel) {
    return new SlackConfig(
        Optional.of(url).filter(text -> !text.isEmpty()).map(Secret::new),
        Optional.of(token).filter(text -> !text.isEmpty()).map(Secret::new),
        channel,
        URI.create("https://slack.example/api"),
        500,
        Duration.ofSeconds(5),
        Duration.ofSeconds(15));
  }

  private static PluginHarness with(SlackConfig config) {
    return PluginHarness.of(new SlackPlugin()).config(config);
  }

  @Test
  void withoutSettingsItDoesNothingAndIsWell() throws Exception {
    try (PluginHarness harness = with(config("", "", ""))) {
      harness.start();
      assertThat(harness.contributed(Notifier.class)).isEmpty();
      assertThat(harness.health("channel").details()).containsEntry("state", "not configured");
    }
  }

  @Test
  void aWebhookOrABotIsAChannel() throws Exception {
    for (SlackConfig each : new SlackConfig[] {config(HOOK, "", ""), config("", "x", "#a")}) {
      try (PluginHarness harness = with(each)) {
        harness.start();
        assertThat(harness.contributed(Notifier.class)).hasSize(1);
        assertThat(harness.contributed(Notifier.class).toString()).doesNotContain("my-secret");
      }
    }
  }

  @Test
  void aTokenThatNoHeaderTakesIsRefusedAndNotShown() throws Exception {
    for (String each : new String[] {"\uFEFFxoxb-my-secret", "xoxb-my-secret\nsecond"}) {
      try (PluginHarness harness = with(config("", each, "#a"))) {
        assertThatThrownBy(harness::start)
            .isInstanceOf(ProblemException.class)
            .hasMessageContaining("HF-SLACK-006")
            .hasMessageNotContaining("my-secret");
      }
    }
  }

  @Test
  void settingsThatDoNotFitTogetherAreNamed() throws Exception {
    for (SlackConfig each : new SlackConfig[] {config(HOOK, "x", "#a"), config("", "x", "")}) {
      try (PluginHarness harness = with(each)) {
        assertThatThrownBy(harness::start)
            .isInstanceOf(ProblemException.class)
            .hasMessageContaining("HF-SLACK-002")
            .hasMessageNotContaining("my-secret");
      }
    }
  }
}
