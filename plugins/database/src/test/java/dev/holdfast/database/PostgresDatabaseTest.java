package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.testkit.database.LocalPostgres;
import io.helidon.health.HealthCheckResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresDatabaseTest {
  @TempDir static Path directory;
  private static LocalPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = new LocalPostgres(directory).start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void speaksToTheServerThroughHelidonsClient() throws Exception {
    try (RunningDatabase running = running("postgres").connected()) {
      assertThat(
              running.database.client().execute().dml("create table if not exists c (x integer)"))
          .isZero();
      assertThat(running.ask("show application_name")).isEqualTo("holdfast");
      HealthCheckResponse health = running.harness.health("connection");
      assertThat(health.status()).isEqualTo(HealthCheckResponse.Status.UP);
      assertThat(health.details()).containsEntry("product", "PostgreSQL").containsKey("latencyMs");
    }
  }

  @Test
  void leavesNoConnectionBehind() throws Exception {
    try (RunningDatabase watcher = running("postgres").connected()) {
      watcher.run("create database left_behind");
      for (int i = 0; i < 3; i++) {
        RunningDatabase running = running("left_behind").connected();
        running.ask("select 1");
        running.close();
        assertThatThrownBy(running::borrow)
            .isInstanceOf(DatabaseUnavailable.class)
            .hasMessageContaining("HF-DB-013");
      }
      await()
          .until(() ->
              watcher
                  .ask("select count(*) from pg_stat_activity where datname = 'left_behind'")
                  .equals("0"));
    }
  }

  @Test
  void showsThePoolUnderItsStandardNames() throws Exception {
    try (RunningDatabase running = running("postgres").connected()) {
      // The pool fills itself a tenth of a second after its start, and then only every 30 s.
      await().until(() -> "2".equals(running.detail("poolIdle")));
      try (Connection one = running.borrow()) {
        assertThat(one.isClosed()).isFalse();
        await().until(() -> "1".equals(running.detail("poolActive")));
        assertThat(running.detail("poolIdle")).isIn("1", "2");
      }
      assertThat(running.harness.meters())
          .contains(
              "hikaricp_connections",
              "hikaricp_connections_active",
              "hikaricp_connections_idle",
              "hikaricp_connections_pending",
              "hikaricp_connections_max",
              "hikaricp_connections_min",
              "hikaricp_connections_timeout_total",
              "hikaricp_connections_acquire_seconds",
              "hikaricp_connections_usage_seconds",
              "hikaricp_connections_creation_seconds");
    }
  }

  @Test
  void aFullPoolIsNotAnOutage() throws Exception {
    DatabaseConfig usual = RunningDatabase.config(postgres.url("postgres"), Optional.empty());
    DatabaseConfig small = usual.with(usual.url(), usual.pool().with(1, Duration.ofSeconds(1)));
    try (RunningDatabase running = new RunningDatabase(small, directory).connected()) {
      try (Connection only = running.borrow()) {
        assertThatThrownBy(running::borrow)
            .isInstanceOf(DatabaseUnavailable.class)
            .hasMessageContaining("HF-DB-005")
            .hasMessageContaining("max-size");
        assertThat(only.isValid(1)).isTrue();
      }
      assertThat(running.detail("epoch")).isEqualTo("1");
      assertThat(running.ask("select 1")).isEqualTo("1");
    }
  }

  @Test
  void aStatementHasALimitAndAMigrationHasNone() throws Exception {
    DatabaseConfig limited =
        RunningDatabase.with(
            RunningDatabase.config(
                postgres.url("postgres") + "?options=-c%20work_mem=5MB&connection_limit=3",
                Optional.empty()),
            new DatabaseConfig.Statements(Duration.ofSeconds(1), Duration.ofMillis(500), false));
    try (LogLines lines = new LogLines();
        RunningDatabase running = new RunningDatabase(limited, directory).connected()) {
      assertThat(running.ask("show statement_timeout")).isEqualTo("1s");
      assertThat(running.ask("show work_mem")).isEqualTo("5MB");
      assertThat(running.harness.health("pool").details()).containsEntry("max", 3);
      try (Connection connection = running.borrow();
          var statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute("select pg_sleep(20), 'topsecret'"))
            .satisfies(failure ->
                assertThat(running.database.kindOf(failure)).isEqualTo(FailureKind.TRANSIENT));
        assertThat(connection.isValid(1)).isTrue();
      }
      assertThat(lines.with("Slow statement of "))
          .hasSize(1)
          .first()
          .asString()
          .contains(" (transient (SQLState 57014)): select pg_sleep(20), '?'");
      running.database.migrate(
          "patient", List.of(new Migration(1, "long", List.of("select pg_sleep(2)"))));
      assertThat(running.ask("show statement_timeout")).isEqualTo("1s");
    }
  }

  @Test
  void aLentConnectionUnwrapsToTheDriver() throws Exception {
    try (RunningDatabase running = running("postgres").connected();
        Connection connection = running.borrow();
        var statement = connection.prepareStatement("select ?::text")) {
      Class<?> type =
          Class.forName("org.postgresql.PGConnection", false, getClass().getClassLoader());
      assertThat(connection.isWrapperFor(type)).isTrue();
      assertThat(type.isInstance(connection.unwrap(type))).isTrue();
      statement.setString(1, "topsecret");
      assertThat(statement.toString()).doesNotContain("topsecret");
    }
  }

  @Test
  void twoServersMigrateOnce() throws Exception {
    List<Migration> migrations =
        List.of(
            new Migration(1, "first", List.of("create table twice (x integer)")),
            new Migration(2, "second", List.of("insert into twice values (1)")));
    try (RunningDatabase one = running("postgres").connected();
        RunningDatabase two = running("postgres").connected()) {
      CompletableFuture<Void> both =
          CompletableFuture.allOf(
              CompletableFuture.runAsync(() -> one.database.migrate("twice", migrations)),
              CompletableFuture.runAsync(() -> two.database.migrate("twice", migrations)));
      assertThat(both).succeedsWithin(Duration.ofSeconds(20));
      assertThat(one.ask("select count(*) from twice")).isEqualTo("1");
    }
  }

  @Test
  void aKilledSessionIsReplaced() throws Exception {
    try (RunningDatabase running = running("postgres").connected();
        RunningDatabase killer = running("postgres").connected()) {
      try (Connection connection = running.borrow();
          var statement = connection.createStatement();
          var pid = statement.executeQuery("select pg_backend_pid()")) {
        pid.next();
        killer.ask("select pg_terminate_backend(" + pid.getInt(1) + ")");
        assertThatThrownBy(() -> statement.executeQuery("select 1"))
            .satisfies(failure ->
                assertThat(running.database.kindOf(failure)).isEqualTo(FailureKind.CONNECTION));
      }
      assertThat(running.database.awaitAvailable(Duration.ofSeconds(10))).isTrue();
      assertThat(running.ask("select 1")).isEqualTo("1");
    }
  }

  @Test
  void namesAMissingDatabase() throws Exception {
    try (RunningDatabase running = running("nowhere")) {
      await().until(() -> String.valueOf(running.detail("code")).equals("HF-DB-004"));
      assertThat(String.valueOf(running.detail("hint"))).contains("CREATE DATABASE");
      await().until(() -> running.harness.alerts().containsKey("database-down"));
      assertThatThrownBy(running::borrow).isInstanceOf(DatabaseUnavailable.class);
      try (RunningDatabase other = running("postgres").connected()) {
        other.run("create database nowhere");
      }
      running.awaitState("connected");
      await().until(() -> running.harness.alerts().isEmpty());
    }
  }

  @Test
  void reconnectsAfterTheServerWasAwayAndSaysSo(@TempDir Path own) throws Exception {
    LogLines lines = new LogLines();
    LocalPostgres server = new LocalPostgres(own);
    try (lines;
        RunningDatabase running =
            new RunningDatabase(
                RunningDatabase.config(server.url("postgres"), Optional.empty()), own)) {
      await().until(() -> !"0".equals(running.detail("failedAttempts")));
      long start = System.nanoTime();
      assertThatThrownBy(running::borrow)
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("HF-DB-002")
          .hasMessageContaining("refused");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
      await().until(() -> running.harness.alerts().containsKey("database-down"));

      server.start();
      running.awaitState("connected");
      running.run("create table kept (x integer)");
      await().until(() -> running.harness.alerts().isEmpty());

      server.stop();
      assertThatThrownBy(() -> running.run("insert into kept values (1)"))
          .isInstanceOfAny(SQLException.class, DatabaseUnavailable.class);
      running.awaitState("down");
      server.start();
      running.awaitState("connected");
      running.run("insert into kept values (1)");
      server.stop();
    }
    assertThat(lines.text())
        .contains("Connection attempt 1/5 failed: ")
        .contains("Retrying in 1 seconds...")
        .contains("PostgreSQL connection established successfully")
        .contains("Database connection healthy")
        .contains("Database connection check failed: ")
        .contains("Database connection lost - attempting recovery")
        .contains("Database heartbeat failed: ")
        .contains("Database connection lost. Attempting to reconnect...")
        .contains("Database reconnected successfully!");
  }

  @Test
  void aRefusedLoginNamesTheRemedyAndNeverThePassword() throws Exception {
    try (RunningDatabase admin = running("postgres").connected()) {
      admin.run("create role ann"); // not allowed to log in: trust does not help it
      try (RunningDatabase running =
          new RunningDatabase(
              postgres.url("postgres").replace("postgres@", "ann:topsecret@"), directory)) {
        await().until(() -> String.valueOf(running.detail("code")).equals("HF-DB-003"));
        assertThat(String.valueOf(running.detail("hint"))).contains("ALTER USER");
        assertThat(running.harness.health("connection").details().toString())
            .doesNotContain("topsecret");
        admin.run("alter role ann login");
        running.awaitState("connected");
      }
    }
  }

  private static RunningDatabase running(String name) {
    return new RunningDatabase(postgres.url(name), directory);
  }
}
