package dev.holdfast.database.driver;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * The write-ahead log of a server that was killed, beside an older copy of its database that
 * somebody has put back since. SQLite pairs the two by name, and reads a mixture of both.
 *
 * <p>A database that was changed after its log is suspected: else only the copying of the log into
 * the database does that, when nothing was stored behind it. The mixture is damaged, for it refers
 * to pages that the older copy does not have. When that shows, and the database alone is sound, the
 * log is set aside.
 */
final class ForeignLog {
  /** For each of the two checks, which read the whole database; 1 GB takes some seconds. */
  static final Duration LONGEST_CHECK = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger("dev.holdfast.database");
  private static final String ASIDE = ".foreign";

  private final Path file;
  private final SqliteFiles files;

  /**
   * When the database was changed that was checked last: once is enough, however often one tries.
   */
  private @Nullable FileTime checked;

  ForeignLog(Path file, SqliteFiles files) {
    this.file = file;
    this.files = files;
  }

  /** While no connection is open. One thread. */
  void setAside() throws IOException {
    Path log = files.log();
    if (!isSuspected(log)) {
      return;
    }
    FileTime changed = changed(file);
    if (changed.equals(checked)) {
      return;
    }
    checked = changed;
    if (isSound()) {
      return;
    }
    Path aside = log.resolveSibling(log.getFileName() + ASIDE);
    move(log, aside);
    if (isSound()) {
      LOG.log(
          Level.WARNING,
          "{0} belongs to another database than the one beside it, and is kept as {1}",
          log,
          aside.getFileName());
    } else {
      // It is damaged in another way, which is told when it is used.
      move(aside, log);
    }
  }

  private void move(Path from, Path to) throws IOException {
    Files.deleteIfExists(files.index());
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** At the same time counts: clocks of file systems have steps of some milliseconds. */
  private boolean isSuspected(Path log) throws IOException {
    return Files.exists(file)
        && Files.exists(log)
        && Files.size(log) > 0
        && changed(file).compareTo(changed(log)) >= 0;
  }

  /**
   * Not when it was modified, which tools that restore files put back, too. On a system that does
   * not know it each log is suspected.
   */
  private static FileTime changed(Path path) throws IOException {
    try {
      return (FileTime) Files.getAttribute(path, "unix:ctime");
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return FileTime.fromMillis(0);
    }
  }

  /** Also when that is not known; a connection that only reads changes neither of the files. */
  private boolean isSound() {
    SQLiteConfig reading = new SQLiteConfig();
    reading.setReadOnly(true);
    Timer timer = new Timer("holdfast-sqlite-check", true);
    try (Connection connection =
            JDBC.createConnection("jdbc:sqlite:" + file, reading.toProperties());
        Statement statement = connection.createStatement()) {
      timer.schedule(cancellation(statement), LONGEST_CHECK.toMillis());
      try (var answer = statement.executeQuery("pragma integrity_check(1)")) {
        return !answer.next() || "ok".equals(answer.getString(1));
      }
    } catch (SQLException e) {
      SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
      return code != SQLiteErrorCode.SQLITE_CORRUPT && code != SQLiteErrorCode.SQLITE_NOTADB;
    } finally {
      timer.cancel();
    }
  }

  private static TimerTask cancellation(Statement statement) {
    return new TimerTask() {
      @Override
      public void run() {
        try {
          statement.cancel();
        } catch (SQLException e) {
          LOG.log(Level.DEBUG, "the check was not cancelled", e);
        }
      }
    };
  }
}
