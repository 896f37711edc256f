package dev.holdfast.database.pool;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.database.LogLines;
import dev.holdfast.database.RunningDatabase;
import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.SqliteTarget;
import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.testkit.PluginHarness;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.metrics.api.Timer;
import io.helidon.service.registry.Services;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of statements and slow ones; on the embedded database. */
class StatementTimesTest {
  private static final String LONG_WORK =
      "with recursive c(x) as (select 1 union all select x + 1 from c where x < 300000)\n"
          + "  select count(*) from c where 'topsecret' <> '' and x > ?";

  @TempDir Path directory;
  private final LogLines lines = new LogLines();

  @AfterEach
  void close() {
    lines.close();
  }

  private RunningDatabase running(Duration slowAfter, boolean log) {
    DatabaseConfig usual = RunningDatabase.config("", Optional.empty());
    DatabaseConfig.Statements statements =
        new DatabaseConfig.Statements(Duration.ofSeconds(20), slowAfter, log);
    return new RunningDatabase(RunningDatabase.with(usual, statements), directory).connected();
  }

  private static void insert(RunningDatabase running, String value) throws SQLException {
    try (Connection connection = running.borrow();
        PreparedStatement insert =
            connection.prepareStatement("insert into t (name) values (?), ('literally-' || ?)")) {
      insert.setString(1, value);
      insert.setString(2, value);
      insert.executeUpdate();
    }
  }

  @Test
  void everyStatementIsLoggedWithoutItsValues() throws Exception {
    try (RunningDatabase running = running(Duration.ofSeconds(1), true)) {
      running.run("create table t (name text unique)");
      insert(running, "topsecret");
      assertThatThrownBy(() -> insert(running, "topsecret")).isInstanceOf(SQLException.class);
      assertThat(running.ask("select name from t where name like 'topsecret%'"))
          .isEqualTo("topsecret");
      assertThat(running.database.client().execute().query("select name from t").count())
          .isEqualTo(2);
      try (Connection connection = running.borrow();
          PreparedStatement batch = connection.prepareStatement("insert into t values (?)")) {
        connection.setAutoCommit(false);
        for (String name : List.of("one", "two", "three")) {
          batch.setString(1, name);
          batch.addBatch();
        }
        batch.executeBatch();
        connection.commit();
      }
    }
    assertThat(lines.with("create t: ok, ")).hasSize(1);
    assertThat(lines.with("insert t: ok, 2 rows, "))
        .hasSize(1)
        .first()
        .asString()
        .matches("insert t: ok, 2 rows, \\d+\\.\\d{3} ms, .+");
    assertThat(lines.with("insert t: data (error 19), ")).hasSize(1);
    assertThat(lines.with("select t: ok, 1 rows, ")).hasSize(1);
    assertThat(lines.with("select t: ok, 2 rows, ")).hasSize(1);
    assertThat(lines.with("insert t: ok, 3 rows, ")).hasSize(1);
    assertThat(lines.with("commit: ok, ")).hasSize(1);
    assertThat(lines.text()).doesNotContain("topsecret").doesNotContain("three");
  }

  @Test
  void theLogIsOffAndGoesOnAtRunTimeForAWhile() throws Exception {
    long[] now = {0};
    StatementLog log = new StatementLog(false, () -> now[0]);
    log.write("select 1", "ann", 1_000_000, 1, "ok");
    assertThat(lines.text()).isEmpty();

    log.switchOn(Duration.ofMinutes(10));
    log.write("select 1", "ann", 1_000_000, 1, "ok");
    assertThat(lines.with("select: ok, 1 rows, 1.000 ms, ann")).hasSize(1);
    now[0] = Duration.ofMinutes(10).toNanos();
    log.write("select 2", "ann", 1, 1, "ok");
    log.write("select 3", "ann", 1, 1, "ok");
    assertThat(lines.with("select: ok")).hasSize(1);
    assertThat(lines.with("off again")).hasSize(1);

    log.switchOn(Duration.ofDays(100));
    assertThat(lines.with("on for 86400 s")).hasSize(1);
    log.switchOff();
    assertThat(log.on()).isFalse();
  }

  @Test
  void theLogCanBeSwitchedBetweenTwoStatementsOfOneConnection() throws Exception {
    DatabaseConfig config = RunningDatabase.config("", Optional.empty());
    SqliteTarget target = new SqliteTarget(directory.resolve("own.db"), config.sqlite());
    try (PluginHarness harness =
            PluginHarness.of(new DatabasePlugin()).config(config).directory(directory);
        Connection raw = target.open()) {
      PluginContext context = harness.context();
      Housekeeping housekeeping =
          Housekeeping.of(
              context, config, Dialect.SQLITE, new PoolMeters(context), System::nanoTime);
      try (Connection connection =
              housekeeping.checkouts().checkOut(() -> new EvictableConnection(raw, () -> {}));
          Statement statement = connection.createStatement()) {
        statement.executeQuery("select 1");
        housekeeping.statementLog().switchOn(Duration.ofMinutes(1));
        ResultSet rows = statement.executeQuery("select 1 union select 2");
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isTrue();
        statement.executeQuery("select 3").close();
        housekeeping.statementLog().switchOff();
        statement.executeQuery("select 4");
      }
    }
    assertThat(lines.with("select: ok, ")).hasSize(2).first().asString().contains("2 rows");
  }

  @Test
  void aSlowStatementIsToldOnceAMinuteAndCounted() throws Exception {
    try (RunningDatabase running = running(Duration.ofMillis(1), false)) {
      for (int i = 0; i < 3; i++) {
        try (Connection connection = running.borrow();
            PreparedStatement slow = connection.prepareStatement(LONG_WORK)) {
          slow.setInt(1, 4711);
          try (ResultSet rows = slow.executeQuery()) {
            assertThat(rows.next()).isTrue();
          }
        }
      }
      assertThat(running.harness.meter("holdfast_database_slow_statements_total"))
          .isGreaterThanOrEqualTo(3);
    }
    assertThat(lines.with("with recursive c(x)"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("Slow statement of ")
        .contains(" (ok): with recursive c(x) as (select 1 union all select x + 1 from c where x")
        .contains("where '?' <> '?' and x > ?")
        .doesNotContain("topsecret")
        .doesNotContain("4711");
  }

  @Test
  void theNextMinuteSaysHowOftenItWasSilent() {
    SlowStatements slow = new SlowStatements(Duration.ofSeconds(1));
    long minute = Duration.ofMinutes(1).toNanos();
    for (int i = 0; i < 5; i++) {
      slow.tell("select  1", "ann", minute, "ok", i);
    }
    slow.tell("select 1", "ann", minute, "ok", minute);
    for (int i = 0; i < 1000; i++) {
      slow.tell("select a" + i, "ann", minute, "ok", minute);
    }
    slow.tell("select 1", "ann", minute, "ok", minute + 1); // forgotten: there were too many others
    assertThat(lines.with(": select 1")).hasSize(3);
    assertThat(lines.with("and 4 times more since it was told last")).hasSize(1);
    assertThat(slow.isSlow(999_999_999)).isFalse();
    assertThat(new SlowStatements(Duration.ZERO).isSlow(Long.MAX_VALUE - 1)).isFalse();
  }

  @Test
  void eachOutcomeHasATimer() throws Exception {
    try (RunningDatabase running = running(Duration.ofSeconds(1), false)) {
      running.run("create table u (x integer unique)");
      Map<String, String> statements =
          Map.of(
              "ok", "insert into u values (1)",
              "data", "insert into u values (1)",
              "configuration", "insert into nowhere values (1)",
              "bug", "nonsense");
      for (String outcome : List.of("ok", "data", "configuration", "bug")) {
        Map<String, Long> before = counts();
        try {
          running.run(requireNonNull(statements.get(outcome)));
        } catch (SQLException e) {
          assertThat(outcome).isNotEqualTo("ok");
        }
        Map<String, Long> after = counts();
        after.forEach((each, count) ->
            assertThat(count - before.getOrDefault(each, 0L))
                .as(each)
                .isEqualTo(each.equals(outcome) ? 1 : 0));
      }
      assertThat(counts())
          .containsOnlyKeys("ok", "connection", "transient", "data", "configuration", "bug");
    }
  }

  /** Of the timers that the plugin has made, by outcome. */
  private static Map<String, Long> counts() {
    return Services.get(MetricsFactory.class).globalRegistry().meters().stream()
        .filter(meter -> meter.id().name().equals("holdfast_database_statement_seconds"))
        .map(Timer.class::cast)
        .collect(Collectors.toMap(timer -> timer.id().tagsMap().get("outcome"), Timer::count));
  }
}
