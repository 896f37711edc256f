package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Plugin.NoConfiguration;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that comes with the server, {@code config/holdfast.conf}. */
final class ShippedFileTest {
  private static final Path SHIPPED = Path.of("..", "..", "config", "holdfast.conf");

  @TempDir Path directory;

  record Web(String host, int port) {}

  record Data(Path dir) {}

  record Database(URI url, Optional<Secret> password) {}

  record Token(String name, String sha256, List<Role> roles) {}

  record Security(List<Token> tokens) {}

  record Ingest(Map<String, String> wrap) {}

  record Journal(Size maxSize, Duration deadLetterRetention) {}

  record Retention(Duration age, long rows) {}

  record EventStore(Retention retention) {}

  record Job(String schedule) {}

  record Scheduler(Map<String, Map<String, Job>> jobs) {}

  record Warn(int enter) {}

  record Ladder(Warn warn) {}

  record Pause(List<String> plugins) {}

  record Restart(String when) {}

  record Incidents(Size mostSize) {}

  record Resources(Size diskRoom, Duration diskTime) {}

  record MemoryWatchdog(
      Ladder ladder, Pause pause, Restart restart, Incidents incidents, Resources resources) {}

  record Slack(Secret webhookUrl) {}

  record Email(String host, String user, Secret password, String from, List<String> to) {}

  record Webhook(URI url, Secret key) {}

  record Alerts(Heartbeat heartbeat, Map<String, List<String>> routes, URI publicUrl) {}

  record Heartbeat(Secret url) {}

  @Test
  void setsNothing() throws Exception {
    Block web = Workbench.block("web", NoConfiguration.class, "");

    assertThat(new Workbench(directory).file(Files.readString(SHIPPED)).check(web).printed())
        .isEmpty();
  }

  /** Everything that people may take the comment sign from is valid as it stands. */
  @Test
  void whatItSuggestsCanBeRead() throws Exception {
    String shipped = Files.readString(SHIPPED);
    String body =
        shipped
            .substring(shipped.indexOf("holdfast {"))
            .lines()
            .map(line -> line.replaceFirst("^  # (?=[a-z-]+[.][a-z.-]+ |  |[}\\]])", "  "))
            .reduce("", (a, b) -> a + b + "\n")
            .replace("/run/secrets/", "");
    Workbench bench = new Workbench(directory).file(body);
    for (String file :
        List.of(
            "holdfast-database",
            "slack-webhook",
            "smtp-password",
            "webhook-key",
            "heartbeat-url")) {
      bench.write(file, "secret");
    }

    Configuration configuration =
        bench.check(
            Workbench.block("web", Web.class, ""),
            Workbench.block("data", Data.class, ""),
            Workbench.block("database", Database.class, ""),
            Workbench.block("security", Security.class, ""),
            Workbench.block("ingest", Ingest.class, ""),
            Workbench.block("journal", Journal.class, ""),
            Workbench.block("event-store", EventStore.class, ""),
            Workbench.block("scheduler", Scheduler.class, ""),
            Workbench.block("memory-watchdog", MemoryWatchdog.class, ""),
            Workbench.block("slack", Slack.class, ""),
            Workbench.block("email", Email.class, ""),
            Workbench.block("webhook", Webhook.class, ""),
            Workbench.block("alerts", Alerts.class, ""));

    assertThat(configuration.get("holdfast.web", Web.class)).isEqualTo(new Web("127.0.0.1", 8080));
    assertThat(configuration.get("holdfast.security", Security.class).tokens()).hasSize(2);
    assertThat(configuration.get("holdfast.ingest", Ingest.class).wrap()).hasSize(6);
  }
}
