package dev.holdfast.database.examination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.database.RunningDatabase;
import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.spi.Size;
import dev.holdfast.testkit.RecordedExamination;
import dev.holdfast.testkit.RecordedExamination.Verdict;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of the embedded database and of the pool before it. */
class SqliteExaminationTest {
  @TempDir Path directory;

  private RecordedExamination examine() throws Exception {
    return RecordedExamination.of(
        new DatabasePlugin(), RunningDatabase.config("", Optional.empty()), directory);
  }

  private Path file() {
    return directory.resolve("holdfast.db");
  }

  private void fill(int rows) throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.run("create table t (x text)");
      running.run(
          "with recursive n(i) as (select 1 union all select i + 1 from n where i < "
              + rows
              + ") insert into t select hex(randomblob(50)) from n");
    }
  }

  @Test
  void aFileThatIsNotThereYetIsNotMade() throws Exception {
    RecordedExamination examination = examine();
    assertThat(examination.complaints()).isEmpty();
    assertThat(examination.about("file").text()).contains("not there yet");
    assertThat(file()).doesNotExist();
  }

  @Test
  void aSoundFileIsLeftAsItIs() throws Exception {
    fill(1000);
    byte[] before = Files.readAllBytes(file());
    RecordedExamination examination = examine();
    assertThat(examination.complaints()).isEmpty();
    assertThat(examination.about("file").text()).contains("holdfast.db", " free");
    assertThat(examination.about("mode").text()).contains("wal", "FULL");
    assertThat(examination.about("integrity").text()).contains("found nothing");
    assertThat(examination.about("table").text()).isEqualTo("\"t\": 1,000 rows");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void aFileThatIsInUseCanBeExamined() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      running.run("create table t (x integer)");
      RecordedExamination examination = examine();
      assertThat(examination.complaints()).isEmpty();
      running.run("insert into t values (1)");
    }
  }

  @Test
  void aLockThatSomebodyKeepsIsAFailureThatNamesHim() throws Exception {
    fill(10);
    DatabaseConfig hasty =
        RunningDatabase.with(
            RunningDatabase.config("", Optional.empty()),
            new DatabaseConfig.Sqlite(Duration.ofMillis(100), Size.ofMebibytes(64)));
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      RecordedExamination examination =
          RecordedExamination.of(new DatabasePlugin(), hasty, directory);
      assertThat(examination.complaints()).hasSize(1);
      assertThat(examination.complaints().getFirst().toString())
          .contains("FAIL", "HF-DB-040")
          .contains("the lock is held by pid " + ProcessHandle.current().pid());
      statement.execute("rollback");
    }
    assertThat(RecordedExamination.of(new DatabasePlugin(), hasty, directory).complaints())
        .isEmpty();
  }

  @Test
  void aDamagedPageIsAFailureWithTheWayOut() throws Exception {
    fill(5000);
    try (RandomAccessFile open = new RandomAccessFile(file().toFile(), "rw")) {
      for (long page = 4; page < open.length() / 4096; page++) {
        open.seek(page * 4096);
        open.write(new byte[200]);
      }
    }
    assertThat(examine().about("integrity").toString())
        .contains("FAIL", "HF-DB-035", ".recover", "backup");
  }

  @Test
  void aFileThatIsNoDatabaseIsAFailure() throws Exception {
    Files.writeString(file(), "<html>404 Not Found</html>".repeat(400));
    RecordedExamination examination = examine();
    assertThat(examination.complaints()).hasSize(1);
    assertThat(examination.complaints().getFirst().toString()).contains("FAIL", "HF-DB-035");
  }

  @Test
  void peaksThatWereMeasuredBecomeAdvice() throws Exception {
    Files.writeString(
        directory.resolve("peaks.properties"),
        "peakActive=9\npeakWaiting=14\nmaxSize=10\nsince=2026-05-01T00\\:00\\:00Z\n");
    assertThat(examine().about("pool").toString())
        .contains("WARN", "HF-DB-034")
        .contains("peak 9 of 10, waiters 14, since 2026-05-01T00:00:00Z")
        .contains("raise pool.max-size to 15");
  }

  @Test
  void aPoolThatWasLargeEnoughIsWell() throws Exception {
    Files.writeString(
        directory.resolve("peaks.properties"), "peakActive=4\npeakWaiting=0\nmaxSize=10\n");
    assertThat(examine().about("pool").verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void peaksThatCannotBeReadAreNoPeaks() throws Exception {
    Files.writeString(directory.resolve("peaks.properties"), "peakActive=many\\u00");
    assertThat(examine().about("pool").verdict()).isEqualTo(Verdict.OK);
  }
}
