package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.spi.Problem;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a pooler in transaction mode. */
class PgBouncerTest {
  private static final String IGNORE = "ignore_startup_parameters = extra_float_digits, options";

  @TempDir static Path home;
  private static LocalPostgres postgres;
  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    postgres = new LocalPostgres(home).start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void aParameterThatItRefusesIsNamedWithTheSetting() throws Exception {
    try (PgBouncer pooler = new PgBouncer(postgres, directory, List.of());
        RunningDatabase running = new RunningDatabase(pooler.url(""), directory)) {
      await().until(() -> "HF-DB-042".equals(running.detail("code")));
      assertThat(running.detail("reason")).contains("unsupported startup parameter");
      assertThat(running.detail("hint")).contains("ignore_startup_parameters");
      await().until(() -> running.harness.alerts().containsKey("database-down"));
    }
  }

  /** The driver prepares what it has sent five times, and finds another session behind its name. */
  @Test
  void preparedStatementsThatMeetStrangersNameThePoolerAndAreNoOutage() throws Exception {
    try (PgBouncer pooler = new PgBouncer(postgres, directory, List.of(IGNORE));
        RunningDatabase running = new RunningDatabase(pooler.url(""), directory).connected()) {
      List<Problem> problems = askOften(running);
      assertThat(problems)
          .isNotEmpty()
          .allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo("HF-DB-043");
            assertThat(problem.remedy()).contains("pgbouncer=true", "pool_mode = session");
          });
      assertThat(running.detail("epoch")).as("times that it was connected").isEqualTo("1");
    }
  }

  @Test
  void withTheSettingNothingFails() throws Exception {
    try (PgBouncer pooler = new PgBouncer(postgres, directory, List.of(IGNORE));
        RunningDatabase running =
            new RunningDatabase(pooler.url("?pgbouncer=true"), directory).connected()) {
      assertThat(askOften(running)).isEmpty();
      assertThat(running.detail("epoch")).isEqualTo("1");
    }
  }

  @Test
  void theProbeNeverTakesAPoolerForAnOutage() throws Exception {
    DatabaseConfig usual = RunningDatabase.config("", Optional.empty());
    try (PgBouncer pooler = new PgBouncer(postgres, directory, List.of(IGNORE));
        RunningDatabase one = new RunningDatabase(pooler.url(""), directory).connected();
        RunningDatabase two = new RunningDatabase(pooler.url(""), directory).connected()) {
      long begin = System.nanoTime();
      Duration beats = usual.probe().interval().multipliedBy(15);
      await().until(() -> System.nanoTime() - begin > beats.toNanos());
      assertThat(one.detail("epoch")).isEqualTo("1");
      assertThat(two.detail("epoch")).isEqualTo("1");
    }
  }

  /** Two connections that take turns, each with the statement of the other's name. */
  private static List<Problem> askOften(RunningDatabase running) throws SQLException {
    List<Problem> problems = new ArrayList<>();
    try (Connection one = running.borrow();
        Connection two = running.borrow();
        PreparedStatement first = one.prepareStatement("select 1 where 1 = ?");
        PreparedStatement second = two.prepareStatement("select 2 where 2 = ?")) {
      for (int i = 0; i < 40; i++) {
        ask(running, first, problems);
        ask(running, second, problems);
      }
    }
    return problems;
  }

  private static void ask(
      RunningDatabase running, PreparedStatement statement, List<Problem> problems) {
    try {
      statement.setInt(1, 1);
      statement.executeQuery().close();
    } catch (SQLException e) {
      problems.add(running.database.explain(e));
    }
  }
}
