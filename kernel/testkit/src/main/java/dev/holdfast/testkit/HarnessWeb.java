package dev.holdfast.testkit;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.support.JsonAnswer;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The routes of the plugin under test: HTTP on a real server, WebSocket by direct calls. */
final class HarnessWeb {
  private static final int GOING_AWAY = 1012;

  private final HttpRouting.Builder routing = HttpRouting.builder();
  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
  private final List<RecordingSession> sessions = new CopyOnWriteArrayList<>();
  private final AtomicInteger sessionNumber = new AtomicInteger();
  private boolean routed;
  private @Nullable WebServer server;

  private record Endpoint(WebSocketOptions options, WebSocketHandler handler) {}

  void add(String path, Role role, HttpService service) {
    routing.register(path, service);
    routed = true;
    roles.put(path, role);
  }

  void add(String path, WebSocketOptions options, WebSocketHandler handler) {
    if (endpoints.putIfAbsent(path, new Endpoint(options, handler)) != null) {
      throw new IllegalStateException("there is an endpoint " + path + " already");
    }
    roles.put(path, options.role());
  }

  /** The roles that clients need, by path, in the order in which the paths were added. */
  Map<String, Role> roles() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(roles));
  }

  void start() {
    if (routed) {
      routing.error(
          ProblemException.class,
          (request, response, problem) -> JsonAnswer.send(response, problem));
      server =
          WebServer.builder()
              .host("127.0.0.1")
              .port(0)
              .shutdownHook(false)
              .addRouting(routing)
              .build()
              .start();
    }
  }

  void stop() {
    sessions.forEach(session -> session.close(GOING_AWAY, "the plugin stops"));
    WebServer running = server;
    if (running != null) {
      running.stop();
      server = null;
    }
  }

  URI uri(String path) {
    WebServer running = server;
    if (running == null) {
      throw new IllegalStateException("no web server runs: no route was added, or it has stopped");
    }
    return URI.create("http://127.0.0.1:" + running.port() + path);
  }

  RecordingSession connect(String path, @Nullable String subprotocol, String principal) {
    Endpoint endpoint = endpoints.get(path);
    if (endpoint == null) {
      throw new IllegalArgumentException("no endpoint " + path + ", only " + endpoints.keySet());
    }
    if (subprotocol != null && !endpoint.options().subprotocols().contains(subprotocol)) {
      throw new IllegalArgumentException(path + " does not speak " + subprotocol);
    }
    RecordingSession session =
        new RecordingSession("s" + sessionNumber.incrementAndGet(), principal, subprotocol);
    session.open(endpoint.handler());
    sessions.add(session);
    return session;
  }
}
