package dev.holdfast.console;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * How many rows a second the database takes on one connection when nothing else is asked of it,
 * written the way that stays idempotent. The drivers are those of the database plugin.
 */
final class DatabaseLimit {
  private static final String TABLE = "holdfast_limit";
  private static final int BATCH = 500;
  private static final String NO_DOUBLES = " on conflict (source, id) do nothing";

  private final Path plugin;

  /**
   * @param plugin the folder of the database plugin, which holds the drivers
   */
  DatabaseLimit(Path plugin) {
    this.plugin = plugin;
  }

  /** Rows a second; a database of any other kind than these two is an SQLException. */
  double measure(String url, int eventSize, Duration time) throws SQLException, IOException {
    Properties properties = new Properties();
    String jdbc = jdbcUrl(url, properties);
    try (URLClassLoader loader = new URLClassLoader(jars(), getClass().getClassLoader());
        Connection connection = driver(loader, jdbc).connect(jdbc, properties)) {
      if (connection == null) {
        throw new SQLException("the driver does not take " + jdbc);
      }
      return measure(connection, jdbc.startsWith("jdbc:postgresql:"), eventSize, time);
    }
  }

  /** A URL as platforms give it, {@code postgresql://user:password@host/name}, as JDBC wants it. */
  static String jdbcUrl(String url, Properties properties) {
    if (url.startsWith("jdbc:")) {
      return url;
    }
    URI uri = URI.create(url);
    String user = uri.getUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      properties.setProperty("user", colon < 0 ? user : user.substring(0, colon));
      if (colon >= 0) {
        properties.setProperty("password", user.substring(colon + 1));
      }
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query;
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
          "create table %s (source text not null, id text not null, data text, unique (source, id))"
              .formatted(TABLE));
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

  private static Driver driver(ClassLoader loader, String url) throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
      if (driver.acceptsURL(url)) {
        return driver;
      }
    }
    throw new SQLException("no driver for this kind of database in the plugin's folder");
  }

  private URL[] jars() throws IOException {
    List<URL> urls = new ArrayList<>();
    try (Stream<Path> files = Files.list(plugin)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".jar")).toList()) {
        urls.add(url(file));
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}
