package dev.holdfast.eventstore;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL that can be stopped and started on the same files and port; with fsync on. */
final class LocalPostgres implements AutoCloseable {
  private final Path directory;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();
  private EmbeddedPostgres server;

  /** Nothing is started yet. */
  @SuppressWarnings("NullAway.Init")
  LocalPostgres(Path directory) throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "PostgreSQL's binaries are here for linux-amd64 only");
    this.directory = directory;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  LocalPostgres start() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setDataDirectory(directory.resolve("data"))
              .setOverrideWorkingDirectory(directory.resolve("work").toFile())
              .setCleanDataDirectory(false)
              .setPort(port)
              .start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() throws IOException {
    server.close();
  }

  String url(String database) {
    return "postgresql://postgres@127.0.0.1:" + port + "/" + database;
  }

  /** The address of a database that is made for it. */
  String emptyDatabase() throws SQLException {
    String name = "events" + databases.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(jdbc(url("postgres")));
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return url(name);
  }

  /** The driver's form of an address. */
  static String jdbc(String url) {
    return "jdbc:" + url.replace("postgres@", "") + "?user=postgres";
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
