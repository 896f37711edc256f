package dev.holdfast.tools.comparison;

import dev.holdfast.tools.load.DatabaseDrivers;
import dev.holdfast.tools.load.EventFrames;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;

/**
 * How many rows a second the database takes on one connection when nothing else is asked of it,
 * written the way that stays idempotent. The drivers are those of the database plugin.
 */
public final class DatabaseLimit {
  private static final String TABLE = "holdfast_limit";
  private static final int BATCH = 500;
  private static final String NO_DOUBLES = " on conflict (source, id) do nothing";

  private final Path plugin;

  /**
   * @param plugin the folder of the database plugin, which holds the drivers
   */
  public DatabaseLimit(Path plugin) {
    this.plugin = plugin;
  }

  /** Rows a second; a database of any other kind than these two is an SQLException. */
  public double measure(String url, int eventSize, Duration time) throws SQLException, IOException {
    Properties properties = new Properties();
    String jdbc = DatabaseDrivers.jdbcUrl(url, properties);
    try (DatabaseDrivers drivers = DatabaseDrivers.of(plugin);
        Connection connection = drivers.connect(jdbc, properties)) {
      return measure(connection, jdbc.startsWith(DatabaseDrivers.POSTGRES), eventSize, time);
    }
  }

  private static double measure(
      Connection connection, boolean postgres, int eventSize, Duration time) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!postgres) {
        statement.execute("pragma journal_mode = wal");
        statement.execute("pragma synchronous = full");
      }
      statement.execute("drop table if exists " + TABLE);
      statement.execute(
          String.format(
              Locale.ROOT,
              "create table %s (source text not null, id text not null, data text, unique (source, id))",
              TABLE));
      connection.setAutoCommit(false);
      try {
        return postgres
            ? arrays(connection, eventSize, time)
            : batches(connection, eventSize, time);
      } finally {
        statement.execute("drop table " + TABLE);
        connection.commit();
      }
    }
  }

  private static double batches(Connection connection, int eventSize, Duration time)
      throws SQLException {
    String data = "x".repeat(eventSize);
    String insert = "insert into " + TABLE + " values (?, ?, ?)" + NO_DOUBLES;
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      long begin = System.nanoTime();
      long rows = 0;
      while (System.nanoTime() - begin < time.toNanos()) {
        for (int i = 0; i < BATCH; i++) {
          statement.setString(1, "limit");
          statement.setString(2, EventFrames.id(rows++));
          statement.setString(3, data);
          statement.addBatch();
        }
        statement.executeBatch();
        connection.commit();
      }
      return rows * 1e9 / (System.nanoTime() - begin);
    }
  }

  private static double arrays(Connection connection, int eventSize, Duration time)
      throws SQLException {
    String[] sources = new String[BATCH];
    String[] ids = new String[BATCH];
    String[] data = new String[BATCH];
    Arrays.fill(sources, "limit");
    Arrays.fill(data, "x".repeat(eventSize));
    String insert =
        "insert into "
            + TABLE
            + " select * from unnest(?::text[], ?::text[], ?::text[])"
            + NO_DOUBLES;
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      long begin = System.nanoTime();
      long rows = 0;
      while (System.nanoTime() - begin < time.toNanos()) {
        for (int i = 0; i < BATCH; i++) {
          ids[i] = EventFrames.id(rows++);
        }
        statement.setArray(1, connection.createArrayOf("text", sources));
        statement.setArray(2, connection.createArrayOf("text", ids));
        statement.setArray(3, connection.createArrayOf("text", data));
        statement.executeUpdate();
        connection.commit();
      }
      return rows * 1e9 / (System.nanoTime() - begin);
    }
  }
}
