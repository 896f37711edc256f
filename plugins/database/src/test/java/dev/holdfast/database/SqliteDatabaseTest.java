package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {
  private static final Migration FIRST =
      new Migration(1, "first", List.of("create table t (x integer)", "insert into t values (1)"));
  private static final Migration SECOND =
      new Migration(2, "second", List.of("insert into t values (2)"));

  @TempDir Path directory;

  @Test
  void isDurableByDefault() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      assertThat(running.database.dialect()).isEqualTo(Dialect.SQLITE);
      assertThat(running.ask("pragma synchronous")).isEqualTo("2");
      assertThat(running.ask("pragma journal_mode")).isEqualTo("wal");
      assertThat(running.ask("pragma busy_timeout")).isEqualTo("5000");
      try (var files = Files.list(directory)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .contains("holdfast.db")
            .allMatch(name -> !name.contains("?"));
      }
    }
  }

  @Test
  void migratesOnceAndInOrder() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.database.migrate("test", List.of(FIRST));
      running.database.migrate("test", List.of(FIRST, SECOND));
      running.database.migrate("test", List.of(FIRST, SECOND));
      running.database.migrate("other", List.of());
      assertThat(running.ask("select group_concat(x) from t")).isEqualTo("1,2");
      assertThat(running.ask("select count(*) from holdfast_migration")).isEqualTo("2");
    }
  }

  @Test
  void refusesAnEditedMigration() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.database.migrate("test", List.of(FIRST));
      Migration edited = new Migration(1, "first", List.of("create table t (x text)"));
      assertThatThrownBy(() -> running.database.migrate("test", List.of(edited)))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-DB-008")
          .hasMessageContaining("test version 1 (first)");
    }
  }

  @Test
  void refusesTablesFromTheFuture() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.database.migrate("test", List.of(FIRST, SECOND));
      assertThatThrownBy(() -> running.database.migrate("test", List.of(FIRST)))
          .hasMessageContaining("HF-DB-009")
          .hasMessageContaining("version 2");
    }
  }

  @Test
  void aFailedMigrationLeavesNothing() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      Migration broken =
          new Migration(1, "broken", List.of("create table b (x integer)", "create nonsense"));
      assertThatThrownBy(() -> running.database.migrate("test", List.of(broken)))
          .hasMessageContaining("HF-DB-007")
          .hasMessageContaining("nonsense");
      assertThat(running.ask("select count(*) from sqlite_schema where name = 'b'")).isEqualTo("0");
      running.database.migrate("test", List.of(FIRST));
    }
  }

  @Test
  void twoServersMigrateOnce() throws Exception {
    try (RunningDatabase one = new RunningDatabase("", directory).connected();
        RunningDatabase two = new RunningDatabase("", directory).connected()) {
      CompletableFuture<Void> both =
          CompletableFuture.allOf(
              CompletableFuture.runAsync(
                  () -> one.database.migrate("test", List.of(FIRST, SECOND))),
              CompletableFuture.runAsync(
                  () -> two.database.migrate("test", List.of(FIRST, SECOND))));
      assertThat(both).succeedsWithin(java.time.Duration.ofSeconds(20));
      assertThat(one.ask("select group_concat(x) from t")).isEqualTo("1,2");
    }
  }

  @Test
  void aDroppedTableIsLookedForAgain() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.database.migrate("test", List.of(FIRST));
      running.run("drop table t");
      running.run("drop table holdfast_migration");
      running.database.migrate("test", List.of(FIRST));
      assertThatThrownBy(() -> running.run("insert into t values (5)"))
          .isInstanceOf(SQLException.class)
          .satisfies(failure ->
              assertThat(running.database.kindOf(failure)).isEqualTo(FailureKind.CONFIGURATION));
      running.database.migrate("test", List.of(FIRST));
      running.run("insert into t values (5)");
    }
  }

  @Test
  void noticesThatTheFileWasDeleted() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.run("create table t (x integer)");
      String epoch = String.valueOf(running.detail("epoch"));
      Files.delete(directory.resolve("holdfast.db"));
      Files.deleteIfExists(directory.resolve("holdfast.db-wal"));
      Files.deleteIfExists(directory.resolve("holdfast.db-shm"));
      await()
          .until(() ->
              "connected".equals(running.detail("state"))
                  && !epoch.equals(running.detail("epoch")));
      assertThat(Files.exists(directory.resolve("holdfast.db"))).isTrue();
      running.run("create table t (x integer)");
    }
  }

  /** As after {@code mv older.db holdfast.db}: the log of the former one lies beside it. */
  @Test
  void aFileThatIsReplacedAloneGetsNothingOfTheFormerOne(@TempDir Path copies) throws Exception {
    Path older = copies.resolve("older.db");
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      String epoch = running.detail("epoch");
      running.run("create table t (x text)");
      running.run("insert into t values ('old')");
      running.run("vacuum into '" + older + "'");
      running.run("insert into t values ('new')");
      assertThat(beside(directory, "-wal")).isNotEmptyFile();
      Files.move(older, directory.resolve("holdfast.db"), StandardCopyOption.REPLACE_EXISTING);
      await()
          .until(() ->
              "connected".equals(running.detail("state"))
                  && !epoch.equals(running.detail("epoch")));
      // A look at the former file that is late may find it replaced once more.
      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(running.ask("select group_concat(x) from t")).isEqualTo("old"));
      await()
          .ignoreExceptions()
          .until(() -> {
            running.run("insert into t values ('later')");
            return true;
          });
      assertThat(running.ask("pragma integrity_check")).isEqualTo("ok");
    }
  }

  /** As after {@code mv holdfast.db elsewhere} while the server runs, and the way back later. */
  @Test
  void aDatabaseThatWasOnlyMovedAwayGetsItsLogBack(@TempDir Path elsewhere) throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.run("create table t (x text)");
      running.run("pragma wal_checkpoint(truncate)");
      running.run("insert into t values ('in the log alone')");
      String epoch = running.detail("epoch");
      Files.move(directory.resolve("holdfast.db"), elsewhere.resolve("holdfast.db"));
      await()
          .until(() ->
              "connected".equals(running.detail("state"))
                  && !epoch.equals(running.detail("epoch")));
      assertThat(beside(directory, "-wal.foreign")).isNotEmptyFile();
      assertThat(running.detail("keptLogs"))
          .startsWith("holdfast.db-wal.foreign. To use one: stop the server,")
          .contains(directory.resolve("holdfast.db") + ", and rename it to holdfast.db-wal");
    }
    Files.move(
        elsewhere.resolve("holdfast.db"),
        directory.resolve("holdfast.db"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside(directory, "-wal.foreign"), beside(directory, "-wal"));
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      assertThat(running.ask("select x from t")).isEqualTo("in the log alone");
      assertThat(running.detail("keptLogs")).isEqualTo("null");
    }
  }

  @Test
  void withTooManyKeptLogsItWaitsForAPersonAndKeepsThisOneToo(@TempDir Path elsewhere)
      throws Exception {
    Files.writeString(beside(directory, "-wal.foreign"), "0");
    for (int i = 1; i < 5; i++) {
      Files.writeString(beside(directory, "-wal.foreign." + i), String.valueOf(i));
    }
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.run("create table t (x text)");
      Files.move(directory.resolve("holdfast.db"), elsewhere.resolve("holdfast.db"));
      running.awaitState("down");
      assertThat(running.detail("reason")).contains("5 logs are kept already");
      assertThat(beside(directory, "-wal")).isNotEmptyFile();
      assertThat(directory.resolve("holdfast.db")).doesNotExist();
      Files.delete(beside(directory, "-wal.foreign.2"));
      running.awaitState("connected");
      assertThat(beside(directory, "-wal.foreign.2")).isNotEmptyFile();
    }
  }

  @Test
  void anOlderCopyThatIsPutBackAfterAKillGetsNothingOfTheLogThatIsLeft(@TempDir Path killed)
      throws Exception {
    Path older = killed.resolve("holdfast.db");
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      manyRows(running, 1);
      running.run("vacuum into '" + killed.resolve("older.db") + "'");
      manyRows(running, 1000);
      running.run("pragma wal_checkpoint(truncate)");
      // So many that the log has roots of trees: with ten, the mixture was as sound as the copy.
      manyRows(running, 1000);
      Files.copy(beside(directory, "-wal"), beside(killed, "-wal"));
      Files.move(killed.resolve("older.db"), older);
    }
    try (RunningDatabase running = new RunningDatabase("", killed).connected()) {
      assertThat(running.ask("select count(*) from t")).isEqualTo("1");
      assertThat(running.ask("pragma integrity_check")).isEqualTo("ok");
      assertThat(killed.resolve("holdfast.db-wal.foreign")).isNotEmptyFile();
    }
  }

  /** That the database is the newer file, as after a checkpoint, is no proof. */
  @Test
  void aLogThatBelongsToItsDatabaseIsUsed(@TempDir Path killed) throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      manyRows(running, 1000);
      running.run("pragma wal_checkpoint(truncate)");
      manyRows(running, 10);
      Files.copy(beside(directory, "-wal"), beside(killed, "-wal"));
      Files.copy(directory.resolve("holdfast.db"), killed.resolve("holdfast.db"));
    }
    try (RunningDatabase running = new RunningDatabase("", killed).connected()) {
      assertThat(running.ask("select count(*) from t")).isEqualTo("1010");
      assertThat(killed.resolve("holdfast.db-wal.foreign")).doesNotExist();
    }
  }

  private static void manyRows(RunningDatabase running, int count) throws SQLException {
    running.run("create table if not exists t (x text unique)");
    running.run(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < "
            + count
            + ") insert into t select hex(randomblob(100)) from n");
  }

  private static Path beside(Path directory, String end) {
    return directory.resolve("holdfast.db" + end);
  }

  @Test
  void aFullDatabaseNeedsNoRestart() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.run("create table t (x blob)");
      try (var connection = running.borrow();
          var statement = connection.createStatement()) {
        statement.execute("pragma max_page_count = 10");
        assertThatThrownBy(() -> statement.execute("insert into t values (zeroblob(1000000))"))
            .satisfies(failure ->
                assertThat(running.database.kindOf(failure)).isEqualTo(FailureKind.CONFIGURATION));
      }
      running.run("insert into t values (zeroblob(1000000))");
      assertThat(running.ask("select count(*) from t")).isEqualTo("1");
    }
  }
}
