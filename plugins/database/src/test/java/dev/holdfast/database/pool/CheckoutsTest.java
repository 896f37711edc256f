package dev.holdfast.database.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.ForeignPlugin;
import dev.holdfast.database.LogLines;
import dev.holdfast.database.RunningDatabase;
import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.SqliteTarget;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.Health;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientService;
import io.helidon.dbclient.DbClientServiceContext;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import io.helidon.health.HealthCheckResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkouts and returns; on the embedded database. */
class CheckoutsTest {
  private static final String ENDLESS =
      "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c";

  @TempDir Path directory;
  private final LogLines lines = new LogLines();

  @AfterEach
  void close() {
    lines.close();
  }

  /** Two connections; what takes longer than 300 ms is too long, but for a statement 1 s. */
  private static DatabaseConfig strict() {
    DatabaseConfig usual = RunningDatabase.config("", Optional.empty());
    DatabaseConfig.Pool pool = usual.pool();
    return RunningDatabase.with(
        usual.with(
            "",
            new DatabaseConfig.Pool(
                2,
                2,
                pool.borrowTimeout(),
                pool.idleTimeout(),
                pool.keepalive(),
                pool.maxLifetime(),
                Duration.ofMillis(300),
                Duration.ofMillis(300))),
        new DatabaseConfig.Statements(Duration.ofSeconds(1), Duration.ofSeconds(1), false));
  }

  private RunningDatabase running() {
    return new RunningDatabase(strict(), directory).connected();
  }

  private static String code(RunningDatabase running) {
    return String.valueOf(running.harness.health("pool").details().get("code"));
  }

  private static String reason(RunningDatabase running) {
    return String.valueOf(running.harness.health("pool").details().get(Health.REASON));
  }

  @Test
  void aLeakNamesThePluginAndIsToldAgainWhenItComesBack() throws Exception {
    try (RunningDatabase running = running()) {
      Connection held = new ForeignPlugin("careless").borrow(running.database);
      await().until(() -> code(running).equals("HF-DB-021"));
      assertThat(reason(running)).contains("careless, thread ");
      assertThat(running.harness.alerts()).containsKey("database-leak");
      assertThat(running.harness.health("pool").status())
          .isEqualTo(HealthCheckResponse.Status.UP); // degraded, not down
      assertThat(lines.with("HF-DB-021"))
          .hasSize(1)
          .first()
          .asString()
          .contains("careless, thread ")
          .contains("ForeignPlugin$Borrowing.apply(ForeignPlugin.java:");
      assertThat(running.harness.meter("holdfast_database_leaks_total")).isOne();

      held.close();
      held.close();
      assertThat(lines.with("that careless held too long was returned after ")).hasSize(1);
      await().until(() -> code(running).equals("null"));
      assertThat(running.harness.alerts()).isEmpty();
      assertThat(running.ask("select 1")).isEqualTo("1");
    }
  }

  @Test
  void aConnectionThatNobodyHasAnyMoreIsTakenBack() throws Exception {
    try (RunningDatabase running = running()) {
      lose(running);
      lose(running);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            System.gc();
            return lines.with("Takes back the connection that forgetful lost").size() == 2;
          });
      assertThat(running.ask("select 1")).isEqualTo("1");
      await().until(() -> code(running).equals("null"));
    }
  }

  /** As a plugin that was stopped and unloaded. */
  private static void lose(RunningDatabase running) throws Exception {
    assertThat(new ForeignPlugin("forgetful").borrow(running.database).isClosed()).isFalse();
  }

  @Test
  void waitersDegradeThePoolAndEverythingElseGoesOn() throws Exception {
    try (RunningDatabase running = running()) {
      Connection one = running.borrow();
      Connection two = running.borrow();
      CompletableFuture<String> third =
          CompletableFuture.supplyAsync(() -> {
            try {
              return running.ask("select 'third'");
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      await().until(() -> running.harness.alerts().containsKey("database-pool-busy"));
      assertThat(lines.with("HF-DB-020"))
          .hasSize(1)
          .first()
          .asString()
          .contains(
              "1 waiting, the longest for 0 s; 2 lent; at most 2 and 1 waiting since the start")
          .contains("max-size");
      assertThat(running.harness.health("connection").status())
          .isEqualTo(HealthCheckResponse.Status.UP);
      assertThat(running.detail("state")).isEqualTo("connected");
      one.close();
      assertThat(third).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("third");
      two.close();
      await().until(() -> running.harness.alerts().isEmpty() && code(running).equals("null"));
      assertThat(running.harness.health("pool").details())
          .containsEntry("peakActive", 2)
          .containsEntry("peakWaiting", 1)
          .containsEntry("peakWaitingLastHour", 1);
    }
    assertThat(Files.readString(directory.resolve("peaks.properties")))
        .contains("peakActive=2")
        .contains("peakWaiting=1")
        .contains("maxSize=2")
        .contains("since=2");
  }

  @Test
  void whoDoesNotWantToWaitFailsEarlier() throws Exception {
    try (RunningDatabase running = running();
        Connection one = running.borrow();
        Connection two = running.borrow()) {
      assertThat(one).isNotEqualTo(two);
      DbClient impatient = running.database.client(Duration.ofSeconds(1));
      long start = System.nanoTime();
      assertThatThrownBy(() -> impatient.execute().unwrap(Connection.class))
          .isInstanceOf(DatabaseUnavailable.class)
          .hasMessageContaining("HF-DB-005")
          .hasMessageContaining("waited 1 s");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(15));
      assertThatThrownBy(() -> impatient.execute().dml("create table t (x integer)"))
          .satisfies(failure ->
              assertThat(running.database.kindOf(failure)).isEqualTo(FailureKind.CONNECTION));
    }
  }

  @Test
  void anEndlessStatementIsCancelledAndTheConnectionStaysGood() throws Exception {
    try (RunningDatabase running = running();
        Connection connection = running.borrow();
        var statement = connection.createStatement()) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> statement.executeQuery(ENDLESS))
          .satisfies(failure ->
              assertThat(running.database.kindOf(failure)).isEqualTo(FailureKind.TRANSIENT));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(15));
      try (var answer = statement.executeQuery("select 1")) {
        assertThat(answer.next()).isTrue();
      }
    }
  }

  @Test
  void aTrackedConnectionPassesForItsOwn() throws Exception {
    try (RunningDatabase running = running();
        Connection connection = running.borrow();
        var statement = connection.createStatement();
        var prepared = connection.prepareStatement("select ?")) {
      assertThat(statement.getConnection()).isSameAs(connection);
      assertThat(connection).isNotEqualTo(null).isNotEqualTo(statement);
      assertThat(Set.of(connection)).contains(statement.getConnection());
      assertThat(connection.isWrapperFor(org.sqlite.SQLiteConnection.class)).isTrue();
      assertThat(connection.unwrap(org.sqlite.SQLiteConnection.class)).isNotNull();
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      prepared.setString(1, "a secret");
      assertThat(prepared.toString()).contains("select ?").doesNotContain("a secret");
      assertThatThrownBy(() -> statement.execute("nonsense")).isInstanceOf(SQLException.class);
      connection.close();
      assertThat(connection.isClosed()).isTrue();
      assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
    }
  }

  /** Why connections are wrapped, and Helidon's interception is not used. */
  @Test
  void helidonsInterceptionSeesNothingOfAnUnwrappedConnection() throws Exception {
    AtomicInteger seen = new AtomicInteger();
    DbClientService counting =
        new DbClientService() {
          @Override
          public DbClientServiceContext statement(DbClientServiceContext context) {
            seen.incrementAndGet();
            return context;
          }
        };
    SqliteTarget target = new SqliteTarget(directory.resolve("other.db"), strict().sqlite());
    DbClient client =
        JdbcClientBuilder.create()
            .connectionPool(() -> {
              try {
                return target.open();
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            })
            .addService(counting)
            .build();
    client.execute().dml("create table t (x integer)");
    assertThat(seen.get()).isOne();
    try (Connection connection = client.execute().unwrap(Connection.class);
        var statement = connection.createStatement()) {
      statement.execute("insert into t values (1)");
    }
    assertThat(seen.get()).isOne();
  }
}
