package dev.holdfast.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cause is one message, whatever health, board and figures say of it. */
final class RootCausesTest {
  private static final Problem FULL =
      new Problem("HF-JRN-001", 503, "The journal has reached its size", "8 GiB wait", "");
  private static final Problem FILLING =
      new Problem("HF-JRN-015", 503, "The journal is filling up", "71 % of 8 GiB wait", "");

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory, "slack");
    rig.server.measure("holdfast_journal_max_bytes", 100);
    figures(0, 0);
    rig.pass(Duration.ofSeconds(40));
  }

  /** What waits, and what has been refused or has failed up to now. */
  private void figures(double percent, double failures) {
    rig.server.measure("holdfast_journal_waiting_bytes", percent);
    rig.server.measure("holdfast_journal_waiting_events", percent * 100_000);
    rig.server.measure("holdfast_store_failures_total", failures);
    rig.server.measure("hikaricp_connections_timeout_total", failures);
  }

  private void refused(double events) {
    rig.server.measure("holdfast_journal_refused_total", events, "reason", "size");
    rig.server.measure("holdfast_events_refused_total", events);
  }

  @Test
  void tenMinutesWithoutADatabaseAreOneMessageThoughEventsPileUp() {
    rig.databaseDown();
    for (int second = 1; second <= 600; second++) {
      figures(second / 10.0, second);
      rig.pass(Duration.ofSeconds(1));
    }
    rig.server.up("database/connection");
    for (int second = 1; second <= 180; second++) {
      figures(60 - second / 3.0, 600);
      rig.pass(Duration.ofSeconds(1));
    }
    rig.pass(Duration.ofMinutes(15));

    assertThat(rig.channel("slack").story())
        .containsExactly(
            "FIRING health/database/connection", "RESOLVED health/database/connection");
  }

  @Test
  void aBacklogThatStaysIsToldByItself() {
    rig.databaseDown();
    rig.pass(Duration.ofMinutes(1));
    figures(60, 0);
    rig.server.up("database/connection");
    rig.pass(Duration.ofMinutes(10));

    assertThat(rig.channel("slack").story())
        .containsExactly(
            "FIRING health/database/connection",
            "RESOLVED health/database/connection",
            "FIRING rule/backlog");
  }

  @Test
  void aJournalThatFillsUpIsOneMessage() {
    figures(71, 0);
    rig.server.is("journal/journal", Verdict.DEGRADED, details(FILLING));
    rig.server.raise("journal", "filling", Severity.WARNING, FILLING);
    rig.pass(Duration.ofMinutes(4));
    figures(0, 0);
    rig.server.up("journal/journal");
    rig.server.resolve("journal", "filling");
    rig.pass(Duration.ofMinutes(15));

    assertThat(rig.channel("slack").story())
        .containsExactly("FIRING health/journal/journal", "RESOLVED health/journal/journal");
  }

  @Test
  void aFullJournalIsOneMessage() {
    figures(96, 0);
    rig.server.is("journal/journal", Verdict.DOWN, details(FULL));
    rig.server.raise("journal", "filling", Severity.CRITICAL, FILLING);
    rig.server.raise("journal", "refusing", Severity.CRITICAL, FULL);
    for (int second = 1; second <= 240; second++) {
      refused(1000.0 * second);
      rig.pass(Duration.ofSeconds(1));
    }
    figures(0, 0);
    rig.server.up("journal/journal");
    rig.server.resolve("journal", "filling");
    rig.server.resolve("journal", "refusing");
    rig.pass(Duration.ofMinutes(15));

    assertThat(rig.channel("slack").story())
        .containsExactly("FIRING health/journal/journal", "RESOLVED health/journal/journal");
  }

  private static Map<String, Object> details(Problem problem) {
    return Map.of("code", problem.code(), "reason", problem.what() + ": " + problem.why());
  }

  @Test
  void aFigureThatItsPluginTellsAlreadyIsNoNews() {
    rig.server.measure("jvm_threads_live_threads", 1200);
    rig.server.raise(
        "memory-watchdog",
        "threads",
        Severity.WARNING,
        new Problem("HF-MEM-900", 500, "There are many threads", "1200", ""));
    rig.pass(Duration.ofMinutes(10));

    assertThat(rig.channel("slack").story())
        .containsExactly("FIRING board/memory-watchdog/threads");
  }

  @Test
  void aPluginThatFailsIsToldByItsStateAndNotByItsRestarts() {
    rig.server.measure("holdfast_plugin_restarts_total", 0, "cause", "start-failed");
    rig.pass(Duration.ofSeconds(10));
    for (int second = 0; second < 60; second++) {
      rig.server.down("weather", "HF-PLG-004", "no such device", "");
      rig.server.measure("holdfast_plugin_restarts_total", second, "cause", "start-failed");
      rig.pass(Duration.ofSeconds(1));
    }
    rig.server.up("weather");
    rig.pass(Duration.ofMinutes(20));

    assertThat(rig.channel("slack").story())
        .containsExactly("FIRING health/weather", "RESOLVED health/weather");
  }
}
