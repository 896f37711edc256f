package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A web server on a free port that keeps what it is sent and answers as the test says. */
public final class HttpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Answer answer = exchange -> send(exchange, 200, "ok", Map.of());

  /**
   * What came.
   *
   * @param headers by their name in lower case, the first value of each
   */
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  /** What is done with a request, after it was kept. */
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private HttpReceiver(HttpServer server) {
    this.server = server;
  }

  /** Listens on loopback and answers 200. */
  public static HttpReceiver open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HttpReceiver receiver = new HttpReceiver(server);
    server.createContext("/", receiver::handle);
    server.setExecutor(receiver.threads);
    server.start();
    return receiver;
  }

  /** The address of a path. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Answers so from now on. */
  public HttpReceiver answer(int status, String body) {
    return answer(status, body, Map.of());
  }

  /** Answers so from now on. */
  public HttpReceiver answer(int status, String body, Map<String, String> headers) {
    answer = exchange -> send(exchange, status, body, headers);
    return this;
  }

  /** Answers 200 from now on, after a pause. */
  public HttpReceiver slow(Duration pause) {
    answer =
        exchange -> {
          if (!isClosedWithin(pause)) {
            send(exchange, 200, "ok", Map.of());
          }
        };
    return this;
  }

  /** Takes requests and never answers. */
  public HttpReceiver hang() {
    answer = exchange -> awaitClose();
    return this;
  }

  /** Answers 200 and a body that does not end. */
  public HttpReceiver endless() {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            while (closed.getCount() > 0) {
              body.write("for ever and ".repeat(100).getBytes(UTF_8));
            }
          }
        };
    return this;
  }

  /** Takes requests and cuts the connection. */
  public HttpReceiver cutOff() {
    answer = HttpExchange::close;
    return this;
  }

  /** What came so far, the oldest first. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(
        new Request(
            exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
    answer.to(exchange);
  }

  private static void send(
      HttpExchange exchange, int status, String body, Map<String, String> headers)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private boolean isClosedWithin(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
