package dev.holdfast.tools.drill.database;

import dev.holdfast.console.terminal.Pause;
import dev.holdfast.tools.load.DatabaseDrivers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a PostgreSQL every 20 ms on one connection of its own: can it be written to, and how far
 * has the server written? Costs the database a look at the end of an index.
 */
final class DatabaseWatch implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(20);
  private static final String UNDEFINED_TABLE = "42P01";

  private final DatabaseDrivers drivers;
  private final String url;
  private final Properties properties;
  private final Consumer<Look> looks;
  private final Thread looking;
  private volatile boolean stopping;
  private volatile @Nullable String trouble;
  private @Nullable Connection connection;

  /**
   * Starts to look.
   *
   * @param looks is told each one, in the thread of the watch
   */
  DatabaseWatch(DatabaseDrivers drivers, String databaseUrl, Consumer<Look> looks) {
    this.drivers = drivers;
    this.looks = looks;
    properties = new Properties();
    // The driver counts in seconds; one that hangs is given up after the least of them.
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("socketTimeout", "1");
    properties.setProperty("loginTimeout", "2");
    properties.setProperty("ApplicationName", "holdfast-drill");
    url = DatabaseDrivers.jdbcUrl(databaseUrl, properties);
    looking = Thread.ofPlatform().daemon().name("database-watch").start(this::look);
  }

  /** Why the last look saw nothing; empty when it did. */
  String trouble() {
    String now = trouble;
    return now == null ? "" : now;
  }

  /** Another connection to the same place, without the short limits of a look. */
  Connection connect() throws SQLException {
    Properties patient = new Properties();
    patient.putAll(properties);
    patient.setProperty("socketTimeout", "60");
    return drivers.connect(url, patient);
  }

  @Override
  public void close() {
    stopping = true;
    try {
      looking.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    while (!stopping) {
      long begun = System.nanoTime();
      boolean accepting = false;
      long highest = Look.NO_ROW;
      try {
        Connection open = connection;
        if (open == null) {
          open = drivers.connect(url, properties);
          connection = open;
        }
        accepting = !isReadOnly(open);
        highest = highest(open);
        trouble = accepting ? null : "it is read-only";
      } catch (SQLException e) {
        accepting = false;
        trouble = e.getSQLState() + " " + e.getMessage();
      }
      if (!accepting) {
        drop();
      }
      looks.accept(new Look(begun, System.nanoTime(), accepting, highest));
      Pause.of(BETWEEN);
    }
    drop();
  }

  private static boolean isReadOnly(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show transaction_read_only")) {
      return row.next() && row.getString(1).equals("on");
    }
  }

  private static long highest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select max(sequence) from event")) {
      long highest = row.next() ? row.getLong(1) : 0;
      return row.wasNull() ? Look.NO_ROW : highest;
    } catch (SQLException e) {
      if (UNDEFINED_TABLE.equals(e.getSQLState())) {
        return Look.NO_ROW;
      }
      throw e;
    }
  }

  private void drop() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        // It was dead already.
        return;
      }
    }
  }
}
