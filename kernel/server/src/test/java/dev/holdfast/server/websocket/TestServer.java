package dev.holdfast.server.websocket;

import dev.holdfast.server.edge.Edge;
import dev.holdfast.server.edge.EdgeLimits;
import dev.holdfast.server.edge.Ticks;
import dev.holdfast.server.memory.UnfinishedInput;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import io.helidon.webserver.WebServer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A real web server on a free port. The token {@code good} may do everything, {@code weak} nothing.
 */
final class TestServer implements AutoCloseable {
  final UnfinishedInput unfinished;
  final WebSockets webSockets;
  private final Ticks ticks;
  private final Edge edge;
  private final WebServer server;

  TestServer(ConfigDraft draft) {
    this(draft, System::nanoTime);
  }

  TestServer(ConfigDraft draft, LongSupplier nanoTicker) {
    WebSocketConfig config = draft.build();
    unfinished = new UnfinishedInput(draft.unfinishedInput.bytes(), nanoTicker);
    ticks = new Ticks(nanoTicker);
    webSockets = new WebSockets(config, unfinished, TestServer::principal, path -> null, ticks);
    edge =
        new Edge(
            limits(draft), peer -> null, ticks, unfinished, 10_000, 16, webSockets.upgraders());
    ticks.start();
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .useNio(false)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(edge)
            .connectionOptions(
                socket -> socket.socketSendBufferSize(config.sendBuffer().toInt()).tcpNoDelay(true))
            .routing(
                routing -> routing.get("/plain", (request, response) -> response.send("hello")))
            .shutdownHook(false)
            .build()
            .start();
  }

  private static EdgeLimits limits(ConfigDraft draft) {
    Duration minute = Duration.ofMinutes(1);
    return new EdgeLimits(
        new Size(16 * 1024),
        draft.headTimeout,
        minute,
        new Size(1024),
        draft.writeTimeout,
        minute,
        Duration.ofMillis(400),
        1024);
  }

  private static String principal(Caller caller, Role role) {
    String token = caller.token();
    if (role == Role.ANYONE) {
      return "anonymous";
    }
    if (token == null) {
      throw new ProblemException(new Problem("HF-TEST-401", 401, "a token is needed", "", ""));
    }
    if (!token.equals("good")) {
      throw new ProblemException(new Problem("HF-TEST-403", 403, "not allowed", "", ""));
    }
    return "tester";
  }

  int port() {
    return server.port();
  }

  static WebSocketOptions options(long maxMessage, String... subprotocols) {
    return new WebSocketOptions(
        Role.ANYONE, List.of(subprotocols), false, new Size(maxMessage), 1000);
  }

  WebSockets.Registration add(String path, WebSocketHandler handler) {
    return webSockets.register(path, options(1 << 20), handler);
  }

  int open(String path) {
    WebSocketFigures.Path figures = webSockets.figures().paths().get(path);
    return figures == null ? 0 : figures.open();
  }

  long cut(String reason) {
    return webSockets.figures().cut().getOrDefault(reason, 0L);
  }

  long faults(String kind) {
    return edge.figures().faults().getOrDefault(kind, 0L);
  }

  @Override
  public void close() {
    webSockets.close();
    server.stop();
    ticks.close();
  }
}
