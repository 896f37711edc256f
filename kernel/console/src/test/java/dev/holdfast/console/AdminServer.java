package dev.holdfast.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that asks for an admin token, as the real one does, and gives the answers that a test
 * has put there; the last one again and again.
 */
final class AdminServer implements AutoCloseable {
  static final String TOKEN = "c0ffee-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  /** What was asked, and the body that came with it. */
  record Asked(String method, String path, String body) {}

  private record Reply(int status, String body) {}

  private final HttpServer server;
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile String token = TOKEN;

  AdminServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  AdminServer replies(int status, String body) {
    replies.add(new Reply(status, body));
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Asked> asked() {
    return asked;
  }

  /** Leaves the two files by which the command line finds a server and its token. */
  void runsOn(Path base) throws IOException {
    Path run = Files.createDirectories(base.resolve("data/run"));
    Files.writeString(run.resolve("server.properties"), "url=" + url().replace(":", "\\:") + "\n");
    Files.writeString(run.resolve("admin.token"), token + "\n");
  }

  /** What a start does: another token, also in the file. */
  void startsAgainOn(Path base) throws IOException {
    token = "decaf-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
    runsOn(base);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    asked.add(new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), body));
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    Reply reply =
        ("Bearer " + token).equals(shown)
            ? next()
            : new Reply(
                401,
                "{\"title\":\"Only an admin may operate the server\",\"code\":\"HF-WEB-010\","
                    + "\"detail\":\"the token is not known\",\"remedy\":\"Send a token\"}");
    byte[] bytes = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Reply next() {
    Reply reply = replies.size() > 1 ? replies.poll() : replies.peek();
    return reply == null ? new Reply(404, "") : reply;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
