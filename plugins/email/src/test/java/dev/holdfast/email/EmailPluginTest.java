package dev.holdfast.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EmailPluginTest implements PluginContract {
  @Override
  public Plugin plugin() {
    return new EmailPlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    harness.config(config("mail.example", "a@hut.example", List.of("b@hut.example"), "none"));
  }

  private static EmailConfig config(String host, String from, List<String> to, String file) {
    return new EmailConfig(
        host,
        587,
        EmailConfig.Security.STARTTLS,
        Optional.of("anna"),
        Optional.of(new Secret("my-secret")),
        from,
        to,
        file.equals("none") ? Optional.empty() : Optional.of(Path.of(file)),
        Duration.ofSeconds(5),
        Duration.ofSeconds(45));
  }

  @Test
  void withoutAMailServerItDoesNothingAndIsWell() throws Exception {
    try (PluginHarness harness =
        PluginHarness.of(plugin()).config(config("", "", List.of(), "none"))) {
      harness.start();
      assertThat(harness.contributed(Notifier.class)).isEmpty();
      assertThat(harness.health("channel").details()).containsEntry("state", "not configured");
    }
  }

  @Test
  void withAMailServerItIsAChannel() throws Exception {
    try (PluginHarness harness = PluginHarness.of(plugin())) {
      prepare(harness);
      harness.start();
      assertThat(harness.contributed(Notifier.class)).hasSize(1);
      assertThat(harness.health("channel").details().toString())
          .contains("mail.example:587")
          .doesNotContain("my-secret");
    }
  }

  @Test
  void whatCannotBeUsedIsNamed() throws Exception {
    List<String> to = List.of("b@hut.example");
    refuses(config("m", "a@hut.example", List.of(), "none"), "to has no address");
    refuses(config("m", "", to, "none"), "from = \"\" is not an address");
    refuses(config("m", "a@hut.example", List.of("no body"), "none"), "to = \"no body\"");
    refuses(config("m", "a@hut.example", to, "/no/file"), "certificates = /no/file");
  }

  private static void refuses(EmailConfig config, String why) throws Exception {
    try (PluginHarness harness = PluginHarness.of(new EmailPlugin()).config(config)) {
      assertThatThrownBy(harness::start)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-MAIL-001")
          .hasMessageContaining(why)
          .hasMessageNotContaining("my-secret");
    }
  }
}
