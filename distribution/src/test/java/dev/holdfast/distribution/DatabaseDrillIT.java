package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.distribution.DrillGround.Outcome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drill that is shipped, in its short form. That storing goes on within two seconds is what
 * README.md says; the other limits are those of a busy machine, and what was measured is printed.
 */
final class DatabaseDrillIT {
  private static final Object[] LIMITS = {
    "--recover-limit", "2s", "--health-limit", "2s", "--rate", "2000"
  };

  @TempDir static Path files;
  private static Postgres postgres;
  @TempDir Path base;
  private DrillGround ground;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = Postgres.started(files.resolve("data"), files.resolve("work"), 100);
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    ground = new DrillGround(postgres, base);
  }

  @AfterEach
  void tidy() throws Exception {
    ground.close();
  }

  @Test
  void survivesACrashOfTheDatabase() throws Exception {
    Outcome outcome =
        drill(
            "crash 3 s",
            "--detect-limit",
            "1s",
            "--stop",
            ground.switches.command("crash", postgres::crash),
            "--start",
            ground.switches.command("start", postgres::start),
            "--outage",
            "3s");

    assertThat(outcome.passed()).as(outcome.output()).isTrue();
    assertThat(outcome.known("logLost")).isPositive();
    assertThat(outcome.known("logReconnected")).isPositive();
  }

  @Test
  @Tag("long")
  void survivesADatabaseThatFreezes() throws Exception {
    Outcome outcome =
        drill(
            "freeze 5 s",
            "--detect-limit",
            "10s",
            "--stop",
            ground.switches.command("freeze", postgres::freeze),
            "--start",
            ground.switches.command("resume", postgres::resume),
            "--outage",
            "5s");

    assertThat(outcome.passed()).as(outcome.output()).isTrue();
  }

  /** One is among the faults of {@link EnduranceIT} too. */
  @Test
  @Tag("long")
  void survivesASilentPartition() throws Exception {
    Outcome outcome =
        drill(
            "silent partition 5 s",
            "--detect-limit",
            "10s",
            "--stop",
            ground.switches.command("hang", ground.network::hang),
            "--start",
            ground.switches.command("pass", ground.network::pass),
            "--outage",
            "5s");

    assertThat(outcome.passed()).as(outcome.output()).isTrue();
  }

  @Test
  @Tag("long")
  void survivesThatItsConnectionsAreTerminatedAgainAndAgain() throws Exception {
    Outcome outcome =
        drill(
            "terminate loop 5 s",
            "--stop",
            ground.switches.command("terminate", () -> terminateFor(postgres, 5)),
            "--detect-limit",
            "0s");

    assertThat(outcome.passed()).as(outcome.output()).isTrue();
  }

  /**
   * Every backend but the one that asks, every 500 ms, and 500 ms of peace at the end: a session
   * that the last round killed may lie unused in the pool while another one writes, and the pool
   * looks at those first that have lain there for so long.
   */
  static void terminateFor(Postgres postgres, int seconds) throws Exception {
    try (ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor()) {
      for (int rounds = seconds * 2; rounds > 0; rounds--) {
        terminate(postgres);
        executor.schedule(() -> {}, 500, TimeUnit.MILLISECONDS).get();
      }
    }
  }

  static void terminate(Postgres postgres) throws SQLException {
    postgres.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            + " where usename = '"
            + DrillGround.ROLE
            + "'");
  }

  private Outcome drill(String name, Object... options) throws Exception {
    Object[] all = new Object[LIMITS.length + options.length];
    System.arraycopy(LIMITS, 0, all, 0, LIMITS.length);
    System.arraycopy(options, 0, all, LIMITS.length, options.length);
    return ground.drill(name, all);
  }
}
