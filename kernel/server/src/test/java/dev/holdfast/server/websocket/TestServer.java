package dev.holdfast.server.websocket;

import dev.holdfast.server.edge.Edge;
import dev.holdfast.server.edge.EdgeLimits;
import dev.holdfast.server.edge.HelidonHttp;
import dev.holdfast.server.edge.Ticks;
import dev.holdfast.server.memory.UnfinishedInput;
import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.websocket.Caller;
import dev.holdfast.websocket.WebSocketConfig;
import dev.holdfast.websocket.WebSocketFigures;
import dev.holdfast.websocket.WebSockets;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
  private final int port;

  TestServer(ConfigDraft draft) {
    this(draft, System::nanoTime);
  }

  TestServer(ConfigDraft draft, LongSupplier nanoTicker) {
    WebSocketConfig config = draft.build();
    unfinished = new UnfinishedInput(draft.unfinishedInput.bytes(), nanoTicker);
    ticks = new Ticks(nanoTicker);
    webSockets =
        new WebSockets(
            config,
            unfinished,
            TestServer::principal,
            path -> null,
            ticks::now,
            OutOfMemory::handOn);
    ticks.watch(webSockets::tick);
    EdgeLimits limits = limits(draft, config);
    HelidonHttp http =
        new HelidonHttp(
            ListenerConfig.create(),
            HttpRouting.builder().get("/plain", (request, response) -> response.send("hello")),
            limits.maxHead().toInt(),
            webSockets.upgraders());
    edge = new Edge(limits, (peer, fault) -> {}, ticks, unfinished, http);
    ticks.start();
    try {
      port = edge.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null).getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EdgeLimits limits(ConfigDraft draft, WebSocketConfig config) {
    Duration minute = Duration.ofMinutes(1);
    return new EdgeLimits(
        new Size(16 * 1024),
        draft.headTimeout,
        minute,
        new Size(1024),
        draft.writeTimeout,
        minute,
        Duration.ofMillis(400),
        10_000,
        16,
        config.sendBuffer().toInt(),
        64 * 1024,
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
    return port;
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
    edge.close();
    ticks.close();
  }
}
