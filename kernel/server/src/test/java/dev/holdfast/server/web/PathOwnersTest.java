package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client is told of a path whose plugin starts, restarts or has gone. */
class PathOwnersTest {
  private static final WebSocketOptions ECHO =
      new WebSocketOptions(Role.ANYONE, List.of(), false, new Size(1024), 100);

  private final Set<String> deployed = new HashSet<>(Set.of("ingest", "event-store"));
  private boolean starting;
  private final WebPort web =
      new WebPort(
          ReferenceWebConfig.with(Map.of()),
          new Tokens(List.of(), true),
          new Audit(1, System::nanoTime),
          InstantSource.system());
  private int port;

  @BeforeEach
  void open() {
    web.expect(deployed::contains, () -> starting);
    port = web.open().getPort();
  }

  @AfterEach
  void close() {
    web.close();
  }

  private String ask(String line, String... headers) throws IOException {
    try (Wire wire = new Wire(port)) {
      String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      return wire.send(line + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n").answer();
    }
  }

  private AutoCloseable ingest() {
    return web.http(
        "/events",
        Role.ANYONE,
        rules -> rules.post("/", (request, response) -> response.send("stored")),
        "ingest");
  }

  @Test
  void thePathOfAPluginThatIsAwayIsA503() throws Exception {
    AutoCloseable store =
        web.http(
            "/events",
            Role.ANYONE,
            rules -> rules.get("/", (request, response) -> response.send("page")),
            "event-store");
    AutoCloseable ingest = ingest();
    assertThat(ask("POST /events")).startsWith("HTTP/1.1 200 ");

    ingest.close();
    assertThat(ask("POST /events"))
        .startsWith("HTTP/1.1 503 ")
        .contains("\r\nRetry-After: 5\r\n")
        .contains("HF-WEB-029")
        .contains("\"retryable\":true")
        .contains("ingest");
    assertThat(ask("GET /events")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("POST /eventsource")).startsWith("HTTP/1.1 404 ");

    ingest = ingest();
    assertThat(ask("POST /events")).startsWith("HTTP/1.1 200 ");

    ingest.close();
    deployed.remove("ingest");
    assertThat(ask("POST /events")).startsWith("HTTP/1.1 405 ");
    store.close();
    deployed.remove("event-store");
    assertThat(ask("POST /events")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void soIsTheEndpointOfWebSocketClients() throws Exception {
    AutoCloseable endpoint = web.webSocket("/ingest", ECHO, session -> new Silent(), "ingest");
    String upgrade = "Upgrade: WebSocket";
    endpoint.close();

    assertThat(ask("GET /ingest", upgrade, "Connection: Upgrade")).startsWith("HTTP/1.1 503 ");
    assertThat(ask("GET /ingest")).startsWith("HTTP/1.1 503 ");
    assertThat(ask("GET /other", upgrade, "Connection: Upgrade")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void anUnknownPathIsA503AsLongAsPluginsStart() throws Exception {
    starting = true;
    assertThat(ask("POST /events")).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 5\r\n");

    starting = false;
    assertThat(ask("POST /events")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void soIsAnUnknownEndpointAsLongAsPluginsStart() throws Exception {
    String[] upgrade = {"Upgrade: websocket", "Connection: Upgrade"};
    starting = true;
    assertThat(ask("GET /ingest", upgrade))
        .startsWith("HTTP/1.1 503 ")
        .contains("\r\nRetry-After: 5\r\n");

    starting = false;
    assertThat(ask("GET /ingest", upgrade)).startsWith("HTTP/1.1 404 ");
  }

  /** A producer that is told 405 throws its events away. */
  @Test
  void soIsAMethodThatOnlyAnotherPluginOfThePathTakes() throws Exception {
    starting = true;
    AutoCloseable store =
        web.http(
            "/events",
            Role.ANYONE,
            rules -> rules.get("/", (request, response) -> response.send("page")),
            "event-store");
    assertThat(ask("GET /events")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("POST /events")).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 5\r\n");

    starting = false;
    assertThat(ask("POST /events")).startsWith("HTTP/1.1 405 ").contains("Allow: GET");
    store.close();
  }

  private record Silent() implements WebSocketListener {
    @Override
    public void text(ByteBuffer utf8) {
      // Nobody sends any.
    }

    @Override
    public void closed(int code, String reason) {
      // Nobody asks.
    }
  }
}
