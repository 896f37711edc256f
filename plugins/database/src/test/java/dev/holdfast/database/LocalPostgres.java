package dev.holdfast.database;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A PostgreSQL that can be stopped and started on the same files and port; with fsync on. */
public final class LocalPostgres implements AutoCloseable {
  private final Path directory;
  private final int port;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private EmbeddedPostgres server;

  /** Nothing is started yet. */
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

  public LocalPostgres start() {
    try {
      EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
      settings.forEach(builder::setServerConfig);
      server =
          builder
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

  public void stop() throws IOException {
    server.close();
  }

  public int port() {
    return port;
  }

  public String host() {
    return "127.0.0.1:" + port;
  }

  public String url(String database) {
    return "postgresql://postgres@" + host() + "/" + database;
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
