package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.Size;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection whose transaction state is in doubt never goes back into the pool. */
class TransactionStateTest {
  private static final Duration PATIENCE = Duration.ofMillis(100);

  @TempDir Path directory;

  /** One connection, so that whoever borrows next gets the one that was returned. */
  private RunningDatabase running() throws Exception {
    DatabaseConfig usual = RunningDatabase.config("", Optional.empty());
    DatabaseConfig one =
        RunningDatabase.with(
            usual.with("", usual.pool().with(1, Duration.ofSeconds(10))),
            new DatabaseConfig.Sqlite(PATIENCE, Size.ofMebibytes(64)));
    RunningDatabase running = new RunningDatabase(one, directory).connected();
    running.run("create table t (x integer)");
    return running;
  }

  /** Somebody else, who holds the write lock until this is closed. */
  private Connection lock() throws SQLException {
    Connection other =
        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("holdfast.db"));
    try (Statement statement = other.createStatement()) {
      statement.execute("pragma busy_timeout = 10000");
      statement.execute("begin immediate");
    }
    return other;
  }

  /** Whoever borrows next has a transaction when he wants one, and none when he does not. */
  private static void assertNextIsSound(RunningDatabase running) throws SQLException {
    String before = running.ask("select count(*) from t");
    try (Connection next = running.borrow();
        Statement statement = next.createStatement()) {
      assertThat(next.getAutoCommit()).isTrue();
      next.setAutoCommit(false);
      statement.executeUpdate("insert into t values (1)");
      next.rollback();
    }
    assertThat(running.ask("select count(*) from t")).isEqualTo(before);
    running.run("insert into t values (2)");
    assertThat(running.ask("select count(*) from t"))
        .isEqualTo(Integer.toString(Integer.parseInt(before) + 1));
  }

  @Test
  void aBeginThatFailed() throws Exception {
    try (RunningDatabase running = running()) {
      try (Connection lock = lock();
          Connection connection = running.borrow()) {
        assertThat(lock.isClosed()).isFalse();
        assertThatThrownBy(() -> connection.setAutoCommit(false))
            .satisfies(failure ->
                assertThat(running.database.kindOf(failure)).isEqualTo(FailureKind.TRANSIENT));
      }
      assertNextIsSound(running);
      assertThat(running.detail("epoch")).as("no outage").isEqualTo("1");
    }
  }

  @Test
  void aCommitAfterWhichTheDriverCouldNotBeginAgain() throws Exception {
    try (RunningDatabase running = running()) {
      try (Connection connection = running.borrow();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        // The transaction ends behind the driver's back, as SQLite ends some by itself.
        statement.execute("rollback");
        assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
      }
      assertNextIsSound(running);
    }
  }

  @Test
  void aRollbackThatFailed() throws Exception {
    try (RunningDatabase running = running()) {
      try (Connection connection = running.borrow();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("commit");
        assertThatThrownBy(connection::rollback).isInstanceOf(SQLException.class);
      }
      assertNextIsSound(running);
    }
  }

  @Test
  void aTransactionThatWasLeftOpen() throws Exception {
    try (RunningDatabase running = running()) {
      try (Connection connection = running.borrow();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("insert into t values (3)");
      }
      assertThat(running.ask("select count(*) from t")).isEqualTo("0");
      assertNextIsSound(running);
    }
  }

  @Test
  void aTransactionThatWasBegunPastTheDriver() throws Exception {
    try (RunningDatabase running = running()) {
      for (String begin :
          List.of("begin immediate", "-- one\n/* two */ BEGIN", "savepoint s", " begin;")) {
        try (Connection connection = running.borrow();
            Statement statement = connection.createStatement()) {
          statement.execute(begin);
          statement.execute("insert into t values (3)");
        }
        assertNextIsSound(running);
      }
    }
  }

  @Test
  void aMigrationThatFoundTheFileLocked() throws Exception {
    List<Migration> migrations =
        List.of(new Migration(1, "first", List.of("create table m (x integer)")));
    try (RunningDatabase running = running()) {
      try (Connection lock = lock()) {
        assertThat(lock.isClosed()).isFalse();
        assertThatThrownBy(() -> running.database.migrate("test", migrations))
            .isInstanceOf(DatabaseUnavailable.class)
            .hasMessageContaining("HF-DB-040");
      }
      running.database.migrate("test", migrations);
      assertThat(running.ask("select count(*) from m")).isEqualTo("0");
      assertNextIsSound(running);
    }
  }

  @Test
  void aLockNamesWhoHoldsItAndIsNoOutage() throws Exception {
    try (RunningDatabase running = running()) {
      try (Connection lock = lock()) {
        assertThat(lock.isClosed()).isFalse();
        assertThatThrownBy(() -> running.run("insert into t values (1)"))
            .satisfies(failure ->
                assertThat(running.database.explain(failure).sentence())
                    .contains("HF-DB-040")
                    .contains("the lock is held by pid " + ProcessHandle.current().pid()));
        assertThat(running.ask("select count(*) from t")).isEqualTo("0");
        assertThat(running.detail("state")).isEqualTo("connected");
      }
      running.run("insert into t values (1)");
    }
  }

  /** As one that was opened while the file could not be written; chmod does not stop root. */
  @Test
  void aConnectionThatIsReadOnlyGoesWithTheWholePool() throws Exception {
    try (RunningDatabase running = running()) {
      try (Connection connection = running.borrow();
          Statement statement = connection.createStatement()) {
        statement.execute("pragma query_only = 1");
      }
      assertThatThrownBy(() -> running.run("insert into t values (1)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("SQLITE_READONLY");
      await().until(() -> "2".equals(running.detail("epoch")));
      running.run("insert into t values (1)");
    }
  }
}
