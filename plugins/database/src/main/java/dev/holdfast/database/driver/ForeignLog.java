package dev.holdfast.database.driver;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * to pages that the older copy does not have. When the database alone is sound, and with the log it
 * is damaged, the log is renamed.
 *
 * <p>The log may hold commits that are nowhere else. So both checks come first and change no file;
 * what is not known, for want of time or because of a fault of the disk, counts for the log; and
 * nothing is done while any process has the database open.
 */
final class ForeignLog {
  /** For each of the two checks, which read the whole database; 1 GB takes some seconds. */
  static final Duration LONGEST_CHECK = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger("dev.holdfast.database");

  /** Without its log and without locks. */
  private static final String ALONE = "?immutable=1&mode=ro";

  /** A connection that only reads copies nothing of the log into the database at its end. */
  private static final String WITH_LOG = "?mode=ro";

  /** In a finding of the check: a page that was not read. */
  private static final Pattern UNREAD = Pattern.compile("error code[= ](\\d+)");

  private final Path file;
  private final SqliteFiles files;
  private final Duration limit;

  /** What was checked last: once is enough, however often one tries. */
  private @Nullable List<Content> checked;

  private boolean foreign;

  private enum Finding {
    SOUND,
    DAMAGED,
    UNKNOWN
  }

  /** What another process would have changed meanwhile. */
  private record Content(@Nullable Object key, long size, FileTime modified) {
    static Content of(Path path) throws IOException {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new Content(now.fileKey(), now.size(), now.lastModifiedTime());
    }
  }

  ForeignLog(Path file, SqliteFiles files) {
    this(file, files, LONGEST_CHECK);
  }

  ForeignLog(Path file, SqliteFiles files, Duration limit) {
    this.file = file;
    this.files = files;
    this.limit = limit;
  }

  /**
   * While this process has no connection open. One thread.
   *
   * @throws IOException the log is foreign, and is where it was
   */
  void setAside() throws IOException {
    Path log = files.log();
    if (!isSuspected(log) || LockHolders.isOpen(file)) {
      return;
    }
    List<Content> now = contents();
    if (!now.equals(checked)) {
      foreign = find(ALONE) == Finding.SOUND && find(WITH_LOG) == Finding.DAMAGED;
      checked = now;
    }
    if (foreign && !moveUnlessOpen(now)) {
      LOG.log(Level.WARNING, "{0} is not of {1}, but another process uses them", log, file);
    }
  }

  /** With the lock of a writer, which keeps every other process away. */
  private boolean moveUnlessOpen(List<Content> before) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(LockHolders.FIRST, LockHolders.COUNT, false)) {
      if (lock == null || !contents().equals(before)) {
        return false;
      }
      files.kept().free();
      Files.deleteIfExists(files.index());
      files.kept().keep("belongs to another database than the one beside it");
      return true;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Without the change times: see {@link #staySuspected}. */
  private List<Content> contents() throws IOException {
    return List.of(Content.of(file), Content.of(files.log()));
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

  private Finding find(String parameters) {
    SQLiteConfig reading = new SQLiteConfig();
    reading.setReadOnly(true);
    // Percent-encoded: a question mark in the name of a folder would begin the parameters.
    String address = "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + parameters;
    Timer timer = new Timer("holdfast-sqlite-check", true);
    long begun = System.nanoTime();
    try (Connection connection = JDBC.createConnection(address, reading.toProperties());
        Statement statement = connection.createStatement()) {
      timer.schedule(cancellation(statement), limit.toMillis());
      statement.execute("select 1 from sqlite_schema");
      staySuspected();
      try (var answer = statement.executeQuery("pragma integrity_check(1)")) {
        String first = answer.next() ? answer.getString(1) : "";
        // At the limit it may be a word about the interruption.
        return System.nanoTime() - begun < limit.toNanos() ? finding(first) : Finding.UNKNOWN;
      }
    } catch (SQLException e) {
      return isDamage(e.getErrorCode()) ? Finding.DAMAGED : Finding.UNKNOWN;
    } finally {
      timer.cancel();
    }
  }

  /**
   * When root opens a log, SQLite sets its owner, to the same one, and with it the time of the
   * change. Were the server killed now, the next one would not suspect the log.
   */
  private void staySuspected() throws SQLException {
    try {
      if (!isSuspected(files.log())) {
        // By its name: closing a file that was opened for it would end SQLite's locks.
        Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(file));
      }
    } catch (IOException e) {
      throw new SQLException("the time of the database cannot be kept: " + e.getMessage(), e);
    }
  }

  private static Finding finding(String first) {
    if (first.equals("ok")) {
      return Finding.SOUND;
    }
    Matcher unread = UNREAD.matcher(first);
    boolean told = !first.isEmpty() && (!unread.find() || isDamage(number(unread.group(1))));
    return told ? Finding.DAMAGED : Finding.UNKNOWN;
  }

  private static int number(String digits) {
    return digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }

  private static boolean isDamage(int extended) {
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(extended & 0xff);
    return code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB;
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
