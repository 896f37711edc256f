package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real nginx or HAProxy on the loopback device, in front of a port. */
final class Proxy implements AutoCloseable {
  private static final String NEEDED =
      "nginx and haproxy are needed for this test. Install them: apt install nginx haproxy";

  private final Process process;
  private final Path log;
  final int port;

  private Proxy(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  static Proxy nginx(Path folder, int upstream, String... ofLocation) throws IOException {
    int port = freePort();
    Path file = folder.resolve("nginx.conf");
    String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
    Files.writeString(
        file,
        user
            + """
            daemon off; worker_processes 1; pid @/nginx.pid; error_log stderr warn;
            events {}
            http {
              access_log off;
              client_body_temp_path @/body; proxy_temp_path @/proxy; fastcgi_temp_path @/fastcgi;
              uwsgi_temp_path @/uwsgi; scgi_temp_path @/scgi;
              upstream holdfast { server 127.0.0.1:%U; keepalive 8; }
              server {
                listen 127.0.0.1:%P;
                location /smuggled { deny all; }
                location / { proxy_pass http://holdfast; %L }
              }
            }
            """
                .replace("@", folder.toString())
                .replace("%U", Integer.toString(upstream))
                .replace("%P", Integer.toString(port))
                .replace("%L", String.join(" ", ofLocation)));
    return start(folder, port, List.of("nginx", "-e", "stderr", "-c", file.toString()));
  }

  static Proxy haproxy(Path folder, int upstream, String check) throws IOException {
    int port = freePort();
    Path file = folder.resolve("haproxy.cfg");
    Files.writeString(
        file,
        """
        defaults
          mode http
          timeout connect 5s
          timeout client 20s
          timeout server 20s
          timeout check 10s
        frontend all
          bind 127.0.0.1:%P
          http-request deny if { path_beg /smuggled }
          http-request return status 204 if { path /checked } { nbsrv(holdfast) ge 1 }
          default_backend holdfast
        backend holdfast
          %C
          server first 127.0.0.1:%U check inter 200ms fall 2 rise 1
        """
            .replace("%U", Integer.toString(upstream))
            .replace("%P", Integer.toString(port))
            .replace("%C", check));
    return start(folder, port, List.of("haproxy", "-db", "-f", file.toString()));
  }

  private static Proxy start(Path folder, int port, List<String> command) throws IOException {
    Path program = find(command.getFirst());
    Path log = folder.resolve(command.getFirst() + ".log");
    List<String> line =
        Stream.concat(Stream.of(program.toString()), command.stream().skip(1)).toList();
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Proxy proxy = new Proxy(process, log, port);
    await().atMost(Duration.ofSeconds(20)).until(proxy::listens);
    return proxy;
  }

  private boolean listens() throws IOException {
    if (!process.isAlive()) {
      fail("the proxy ended: " + Files.readString(log, StandardCharsets.UTF_8));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Distributions keep them where only root looks. */
  private static Path find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    for (String folder : path.split(":")) {
      Path program = Path.of(folder, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    if ("true".equals(System.getenv("CI"))) {
      fail(NEEDED);
    }
    Assumptions.abort(NEEDED);
    throw new IllegalStateException(NEEDED);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
