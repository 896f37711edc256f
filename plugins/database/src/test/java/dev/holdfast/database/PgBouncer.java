package dev.holdfast.database;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.testkit.database.LocalPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The real one, where the machine has it ({@code apt-get install pgbouncer}); one transaction a
 * session.
 */
final class PgBouncer implements AutoCloseable {
  private final Process process;
  private final int port;

  /**
   * Starts it.
   *
   * @param settings further lines of its section pgbouncer
   */
  PgBouncer(LocalPostgres server, Path directory, List<String> settings) throws IOException {
    Optional<Path> program =
        Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "there is no pgbouncer here");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path users = Files.writeString(directory.resolve("users.txt"), "\"postgres\" \"\"\n");
    Path ini = directory.resolve("pgbouncer.ini");
    Files.write(
        ini,
        List.of(
            "[databases]",
            "postgres = host=127.0.0.1 port=" + server.port() + " dbname=postgres user=postgres",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            "listen_port = " + port,
            "unix_socket_dir =",
            "auth_type = any",
            "auth_file = " + users,
            "pool_mode = transaction",
            "default_pool_size = 4",
            String.join("\n", settings)));
    ProcessBuilder builder =
        // It refuses to run as root, as which containers build.
        System.getProperty("user.name").equals("root")
            ? new ProcessBuilder(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                program.get().toString(),
                ini.toString())
            : new ProcessBuilder(program.get().toString(), ini.toString());
    for (Path each : List.of(directory, users, ini)) {
      boolean _ = each.toFile().setReadable(true, false);
    }
    boolean _ = directory.toFile().setExecutable(true, false);
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("pgbouncer.log").toFile())
            .start();
  }

  String url(String parameters) {
    return "postgresql://postgres@127.0.0.1:" + port + "/postgres" + parameters;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
