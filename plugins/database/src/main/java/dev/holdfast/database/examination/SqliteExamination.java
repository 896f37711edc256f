package dev.holdfast.database.examination;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.Remedies;
import dev.holdfast.database.driver.SqliteTarget;
import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** Checks the file of the embedded database: free space, journal mode, integrity and lock. */
final class SqliteExamination {
  private static final Duration INTEGRITY_LIMIT = Duration.ofSeconds(20);

  private final Examination examination;
  private final DatabaseConfig config;
  private final Path file;
  private final Target target;

  private SqliteExamination(Examination examination, DatabaseConfig config) {
    this.examination = examination;
    this.config = config;
    this.file = examination.dataDirectory().resolve("holdfast.db");
    this.target = new SqliteTarget(file, config.sqlite());
  }

  static void run(Examination examination, DatabaseConfig config) {
    SqliteExamination sqlite = new SqliteExamination(examination, config);
    DatabaseExamination.step(examination, "file", sqlite.target, sqlite::file);
  }

  private void file() throws IOException {
    if (!Files.exists(file)) {
      examination.ok("file", file + " is not there yet; the first start of the server makes it");
      return;
    }
    room();
    DatabaseExamination.step(examination, "open", target, this::content);
  }

  private void room() throws IOException {
    Size free = new Size(Files.getFileStore(file).getUsableSpace());
    String text =
        String.format(Locale.ROOT, "%s, %s, %s free", file, new Size(Files.size(file)), free);
    // A checkpoint needs as much again as the write-ahead file holds.
    if (free.bytes() < 2 * config.sqlite().walSizeLimit().bytes()) {
      examination.warn("file", DatabaseExaminationProblems.LITTLE_ROOM.because(text));
    } else {
      examination.ok("file", text);
    }
  }

  private void content() throws SQLException {
    // Read-only: the doctor repairs nothing, and a server may be writing.
    SQLiteConfig readOnly = new SQLiteConfig();
    readOnly.setReadOnly(true);
    readOnly.setBusyTimeout(Math.toIntExact(config.sqlite().busyTimeout().toMillis()));
    try (Connection connection =
        JDBC.createConnection("jdbc:sqlite:" + file, readOnly.toProperties())) {
      mode(connection);
      integrity(connection);
      new TablesExamination(examination, target).run(connection);
    }
    if (Files.isWritable(file)) {
      lock();
    } else {
      String why = "the file may not be written by " + System.getProperty("user.name");
      String remedy = Remedies.readOnlyFile(file.toString());
      examination.fail("writes", DatabaseProblems.readOnly(file.toString(), why, remedy));
    }
  }

  /** A writer's lock lasts for milliseconds; one that outlasts the patience of writers is held. */
  private void lock() throws SQLException {
    SQLiteConfig writing = new SQLiteConfig();
    writing.setBusyTimeout(Math.toIntExact(config.sqlite().busyTimeout().toMillis()));
    try (Connection connection =
            JDBC.createConnection("jdbc:sqlite:" + file, writing.toProperties());
        Statement statement = connection.createStatement()) {
      statement.execute("begin immediate");
      statement.execute("rollback");
      examination.ok("lock", "no program keeps others from writing");
    }
  }

  private void mode(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("pragma journal_mode")) {
      row.next();
      String mode = row.getString(1);
      if (mode.equals("wal")) {
        examination.ok("mode", "journal_mode wal; the server writes with synchronous FULL");
      } else {
        String why = file + " has journal_mode " + mode;
        examination.warn("mode", DatabaseExaminationProblems.OTHER_JOURNAL.because(why));
      }
    }
  }

  private void integrity(Connection connection) throws SQLException {
    AtomicBoolean late = new AtomicBoolean();
    long begun = System.nanoTime();
    Timer timer = new Timer("sqlite-check-limit", true);
    try (Statement statement = connection.createStatement()) {
      timer.schedule(cancellation(statement, late), INTEGRITY_LIMIT.toMillis());
      try (ResultSet rows = statement.executeQuery("pragma quick_check(10)")) {
        StringBuilder found = new StringBuilder();
        while (rows.next()) {
          found.append(found.isEmpty() ? "" : "; ").append(rows.getString(1));
        }
        if (found.toString().equals("ok")) {
          examination.ok("integrity", "quick_check found nothing, in " + Elapsed.since(begun));
        } else {
          examination.fail(
              "integrity", DatabaseProblems.damaged(file.toString(), found.toString()));
        }
      }
    } catch (SQLException e) {
      if (!late.get()) {
        throw e;
      }
      String why = "quick_check found nothing within " + INTEGRITY_LIMIT.toSeconds() + " s";
      examination.warn("integrity", DatabaseExaminationProblems.STEP_LIMIT.because(why));
    } finally {
      timer.cancel();
    }
  }

  /** SQLite knows no time limit of its own for a pragma. */
  private static TimerTask cancellation(Statement statement, AtomicBoolean late) {
    return new TimerTask() {
      @Override
      public void run() {
        late.set(true);
        try {
          statement.cancel();
        } catch (SQLException e) {
          late.set(false);
        }
      }
    };
  }
}
