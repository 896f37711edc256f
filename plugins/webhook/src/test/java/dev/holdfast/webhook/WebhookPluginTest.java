package dev.holdfast.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WebhookPluginTest implements PluginContract {
  @Override
  public Plugin plugin() {
    return new WebhookPlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    harness.config(config("https://hooks.example/x"));
  }

  private static WebhookConfig config(String url) {
    return config(url, "");
  }

  private static WebhookConfig config(String url, String token) {
    return new WebhookConfig(
        url.isEmpty() ? Optional.empty() : Optional.of(new Secret(url)),
        Optional.empty(),
        token.isEmpty() ? Optional.empty() : Optional.of(new Secret(token)),
        "holdfast",
        Duration.ofSeconds(5),
        Duration.ofSeconds(15));
  }

  @Test
  void withoutAnAddressItDoesNothingAndIsWell() throws Exception {
    try (PluginHarness harness = PluginHarness.of(plugin()).config(config(""))) {
      harness.start();
      assertThat(harness.contributed(Notifier.class)).isEmpty();
      assertThat(harness.health("channel").details()).containsEntry("state", "not configured");
    }
  }

  @Test
  void withAnAddressItIsAChannel() throws Exception {
    try (PluginHarness harness = PluginHarness.of(plugin())) {
      prepare(harness);
      harness.start();
      assertThat(harness.contributed(Notifier.class)).hasSize(1);
      assertThat(harness.health("channel").details()).containsEntry("host", "hooks.example");
    }
  }

  @Test
  void aTokenThatNoHeaderTakesIsRefusedAndNotShown() throws Exception {
    WebhookConfig config = config("https://hooks.example/x", "\uFEFFmy-secret");
    try (PluginHarness harness = PluginHarness.of(plugin()).config(config)) {
      assertThatThrownBy(harness::start)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-HOOK-005")
          .hasMessageNotContaining("my-secret");
    }
  }

  @Test
  void aBadAddressIsNamedButNotShown() throws Exception {
    try (PluginHarness harness = PluginHarness.of(plugin()).config(config("htp:// my-secret"))) {
      assertThatThrownBy(harness::start)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-HOOK-001")
          .hasMessageNotContaining("my-secret");
    }
  }
}
