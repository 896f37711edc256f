package dev.holdfast.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.spi.support.FileTree;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL on files and a port of its own, with fsync on, that can be treated badly. Users
 * other than postgres need a password.
 */
final class Postgres implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final Path data;
  private final Path work;
  private final int port;
  private final int maxConnections;
  private @Nullable EmbeddedPostgres server;

  private Postgres(Path data, Path work, int maxConnections) throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "PostgreSQL's binaries are here for linux-amd64 only");
    this.data = data;
    this.work = work;
    this.maxConnections = maxConnections;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  /** Makes one and starts it; the data directory is empty or does not exist. */
  static Postgres started(Path data, Path work, int maxConnections) throws Exception {
    Postgres postgres = new Postgres(data, work, maxConnections);
    postgres.start();
    Files.writeString(
        data.resolve("pg_hba.conf"),
        """
        local all all trust
        host all postgres 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """);
    postgres.execute("select pg_reload_conf()");
    return postgres;
  }

  int port() {
    return port;
  }

  /** Starts it when it does not run. */
  void start() throws IOException {
    EmbeddedPostgres before = server;
    if (before != null) {
      if (isRunning()) {
        return;
      }
      // Only to give its lock back: the processes are gone.
      before.close();
    }
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", Integer.toString(maxConnections))
            .setDataDirectory(data)
            .setOverrideWorkingDirectory(work.toFile())
            .setCleanDataDirectory(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            .setPort(port)
            .start();
  }

  /** What {@code pg_ctl stop -m immediate} does: no goodbye, and the files need recovery. */
  void crash() throws Exception {
    end("-QUIT");
  }

  /** The postmaster dies at once; its children notice a little later. */
  void kill() throws Exception {
    end("-KILL");
  }

  /** Who is to be waited for is asked before: then the file that says so may be gone already. */
  private void end(String signal) throws Exception {
    List<ProcessHandle> all = processes();
    signal(signal, List.of(all.getFirst()));
    for (ProcessHandle process : all) {
      process.onExit().get(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /**
   * A base backup while it runs, by the functions that {@code pg_basebackup} uses, too: that
   * program is not among the binaries of the tests.
   */
  void backUpTo(Path backup) throws Exception {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('older', fast => true)");
      copy(data, backup);
      try (ResultSet stop = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        stop.next();
        Files.writeString(backup.resolve("backup_label"), stop.getString(1));
      }
      FileTree.delete(backup.resolve("pg_wal"));
      copy(data.resolve("pg_wal"), backup.resolve("pg_wal"));
      Files.deleteIfExists(backup.resolve("postmaster.pid"));
      Files.deleteIfExists(backup.resolve("postmaster.opts"));
    }
  }

  /** Ends it, and starts another cluster from a base backup at the same address. */
  void restoreFrom(Path backup) throws Exception {
    crash();
    FileTree.delete(data);
    Files.move(backup, data);
    start();
  }

  /** With modes; files that vanish meanwhile are left out. */
  private static void copy(Path from, Path to) throws Exception {
    new ProcessBuilder("cp", "-a", from.toString(), to.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** All processes stop where they are. */
  void freeze() throws Exception {
    signal("-STOP", processes());
  }

  void resume() throws Exception {
    signal("-CONT", processes());
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres");
  }

  /** As the superuser, in the database postgres. */
  void execute(String... statements) throws SQLException {
    executeIn("postgres", statements);
  }

  void executeIn(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  long count(String query) throws SQLException {
    return countIn("postgres", query);
  }

  long countIn(String database, String query) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  boolean isRunning() {
    try {
      return postmaster().isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws Exception {
    try {
      resume();
    } catch (IOException gone) {
      // Nobody is left who could stand still.
    }
    if (server != null) {
      server.close();
    }
  }

  private ProcessHandle postmaster() throws IOException {
    List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
    return ProcessHandle.of(Long.parseLong(lines.getFirst()))
        .orElseThrow(() -> new IOException("the postmaster is gone"));
  }

  private List<ProcessHandle> processes() throws IOException {
    ProcessHandle postmaster = postmaster();
    try (Stream<ProcessHandle> children = postmaster.descendants()) {
      List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
      children.forEach(all::add);
      return all;
    }
  }

  private static void signal(String signal, List<ProcessHandle> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    // A child that has ended meanwhile makes kill complain, and is no harm.
    new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
