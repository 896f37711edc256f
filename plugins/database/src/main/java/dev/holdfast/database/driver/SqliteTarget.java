package dev.holdfast.database.driver;

import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * The embedded database: one file, write-ahead log, and an fsync at every commit. Anything less
 * than {@code synchronous=FULL} lost committed rows in simulated power cuts, so it is read back.
 */
public final class SqliteTarget implements Target {
  private static final int FULL = 2;

  /** Larger than SQLite's 4 MiB, for fewer stalls of writers. */
  private static final int CHECKPOINT_BYTES = 16 << 20;

  /**
   * Of a new file. SQLite's are 4 KiB: four times as many pages for the same rows. Large
   * transactions need a larger cache, too, which the event store gives them.
   */
  private static final int PAGE_BYTES = 16 << 10;

  /**
   * Of each connection, outside the heap; SQLite's 2,000 are 20 MB for a pool of ten, and all of it
   * stands in the system's own cache as well.
   */
  private static final int CACHE_KIB = 512;

  /** What the first look at a database may take beyond that of others. */
  public static final Duration LONGEST_CHECK = ForeignLog.LONGEST_CHECK.multipliedBy(2);

  private final Path file;
  private final DatabaseConfig.Sqlite settings;
  private final SqliteFiles files;
  private final ForeignLog foreign;

  public SqliteTarget(Path file, DatabaseConfig.Sqlite settings) {
    this.file = file;
    this.files = new SqliteFiles(file);
    this.foreign = new ForeignLog(file, files);
    this.settings = settings;
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public String product() {
    return "SQLite";
  }

  @Override
  public String location() {
    return file.toString();
  }

  @Override
  public List<HostState> hosts() {
    return List.of();
  }

  @Override
  public Optional<String> keptLogs() {
    return files.kept().words();
  }

  @Override
  public Connection open() throws SQLException {
    requireSame();
    return openFile(!files.isKnown());
  }

  /**
   * Opens it.
   *
   * @param make whether it is made where it is missing. SQLite deletes a log beside an empty file,
   *     so nobody makes one but who has moved the log of a former file away
   */
  Connection openFile(boolean make) throws SQLException {
    if (Files.exists(file) && !Files.isWritable(file)) {
      // SQLite would open it read-only, and make the files beside it so that they stay read-only.
      throw new SQLException(
          "the file may not be written", null, SQLiteErrorCode.SQLITE_READONLY.code);
    }
    if (make && !Files.exists(file)) {
      create();
    }
    // Through properties: a parameter of the URL that the driver does not know becomes part of the
    // file's name.
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(Math.toIntExact(settings.busyTimeout().toMillis()));
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    if (!make) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    Properties properties = config.toProperties();
    Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma journal_size_limit=" + settings.walSizeLimit().bytes());
      int pages = CHECKPOINT_BYTES / Integer.parseInt(pragma(statement, "page_size"));
      statement.execute("pragma wal_autocheckpoint=" + pages);
      statement.execute("pragma cache_size=-" + CACHE_KIB);
      assertDurable(statement);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** The size of the pages is settled before the first one is written. */
  private void create() throws SQLException {
    try (Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout=" + settings.busyTimeout().toMillis());
      statement.execute("pragma page_size=" + PAGE_BYTES);
      statement.execute("pragma journal_mode=wal");
    }
  }

  private void assertDurable(Statement statement) throws SQLException {
    String synchronous = pragma(statement, "synchronous");
    String journal = pragma(statement, "journal_mode");
    if (!synchronous.equals(Integer.toString(FULL)) || !journal.equals("wal")) {
      throw new ProblemException(
          DatabaseProblems.notDurable(
              file + " has synchronous=" + synchronous + " and journal_mode=" + journal));
    }
  }

  private static String pragma(Statement statement, String name) throws SQLException {
    try (var answer = statement.executeQuery("pragma " + name)) {
      return answer.next() ? String.valueOf(answer.getString(1)) : "nothing";
    }
  }

  @Override
  public Connection openProbe(Duration limit) throws SQLException {
    moveLogOfAnother();
    Connection probe = openFile(true);
    try (Statement statement = probe.createStatement()) {
      // A writer at work is no reason to wait: see requireWritable.
      statement.execute("pragma busy_timeout = 0");
      requireWritable(statement);
      files.accept();
      return probe;
    } catch (SQLException | RuntimeException e) {
      probe.close();
      throw e;
    }
  }

  /** A file that was deleted or replaced stays writable for those who have it open: look. */
  @Override
  public void check(Connection probe) throws SQLException {
    try (var statement = probe.createStatement()) {
      requireWritable(statement);
    }
    requireSame();
    files.kept().look();
  }

  private void requireSame() throws SQLException {
    if (files.isAnother()) {
      throw new SQLException(
          "the file was deleted or replaced while it was open: " + file,
          null,
          SQLiteErrorCode.SQLITE_IOERR.code);
    }
  }

  private void moveLogOfAnother() throws SQLException {
    try {
      if (files.isKnown()) {
        files.moveLeftovers();
      } else {
        foreign.setAside();
      }
    } catch (IOException e) {
      throw new SQLException(
          "the log of another database cannot be moved away: " + e.getMessage(),
          null,
          SQLiteErrorCode.SQLITE_CANTOPEN.code,
          e);
    }
  }

  /**
   * Writes and takes it back, without any disk I/O: SQLite opens a file that it may not write
   * read-only and says so at the first write only. One who writes now has shown the same.
   */
  private static void requireWritable(Statement statement) throws SQLException {
    String version = pragma(statement, "user_version");
    try {
      statement.execute("begin immediate");
    } catch (SQLException e) {
      if (FailureKinds.isSqlite(e, Dialect.SQLITE, SQLiteErrorCode.SQLITE_BUSY)) {
        return;
      }
      throw e;
    }
    try {
      statement.execute("pragma user_version = " + version);
    } finally {
      statement.execute("rollback");
    }
  }
}
