package dev.holdfast.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.WebSocketSession;
import dev.holdfast.websocket.Origins;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final String ANOTHER = "Origin: https://elsewhere.example";
  private final Echo echo = new Echo();
  private TestServer server;

  @BeforeEach
  void start() {
    ConfigDraft config = new ConfigDraft();
    config.allowedOrigins = List.of("https://observatory.example");
    config.maxSessions = 3;
    server = new TestServer(config);
    server.webSockets.register("/echo", TestServer.options(1 << 20, "v2", "v1"), echo::open);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String get(String path, String... headers) throws IOException {
    return ask("GET", path, headers);
  }

  private String ask(String method, String path, String... headers) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      return client.request(method, path, server.port(), headers);
    }
  }

  private void addGuarded(boolean subprotocolRequired) {
    server.webSockets.register(
        "/guarded",
        new WebSocketOptions(
            Role.INGEST, List.of("v1"), subprotocolRequired, Size.ofMebibytes(1), 10),
        echo::open);
  }

  @Test
  void answersAsTheStandardSays() throws IOException {
    assertThat(get("/echo?and=query"))
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        .doesNotContainIgnoringCase("sec-websocket-protocol");
  }

  @Test
  void takesTheUpgradeHeaderInTheUsualSpellings() throws IOException {
    for (String spelling : List.of("WebSocket", "Websocket", "WEBSOCKET")) {
      assertThat(get("/echo", "Upgrade: " + spelling)).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void refusesWhatIsNoHandshake() throws IOException {
    assertThat(get("/echo", "Sec-WebSocket-Key: ")).startsWith("HTTP/1.1 400 ");
    assertThat(get("/echo", "Sec-WebSocket-Key: c2hvcnQ=")).startsWith("HTTP/1.1 400 ");
    assertThat(get("/echo", "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!!!"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(get("/echo", "Connection: close")).startsWith("HTTP/1.1 400 ");
    assertThat(get("/echo", "Connection: ")).startsWith("HTTP/1.1 400 ");
    assertThat(server.webSockets.figures().refused()).containsEntry("bad-handshake", 5L);
    assertThat(server.open("/echo")).isZero();
  }

  @Test
  void refusesOtherVersionsAndNamesItsOwn() throws IOException {
    assertThat(get("/echo", "Sec-WebSocket-Version: 8"))
        .startsWith("HTTP/1.1 426 ")
        .containsIgnoringCase("sec-websocket-version: 13");
    assertThat(get("/echo", "Sec-WebSocket-Version: ")).startsWith("HTTP/1.1 426 ");
  }

  @Test
  void refusesOtherMethods() throws IOException {
    assertThat(ask("POST", "/echo")).startsWith("HTTP/1.1 405 ").containsIgnoringCase("allow: GET");
  }

  @Test
  void refusesPathsWithoutAnEndpoint() throws IOException {
    assertThat(get("/nothing")).startsWith("HTTP/1.1 404 ").containsIgnoringCase("close");
    assertThat(get("/plain")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void refusesPagesOfOtherOrigins() throws IOException {
    String own = "Origin: http://127.0.0.1:" + server.port();
    assertThat(get("/echo", ANOTHER)).startsWith("HTTP/1.1 403 ");
    assertThat(get("/echo", "Origin: null")).startsWith("HTTP/1.1 403 ");
    assertThat(get("/echo", own + "0")).startsWith("HTTP/1.1 403 ");
    assertThat(get("/echo", own)).startsWith("HTTP/1.1 101 ");
    assertThat(get("/echo", "Origin: https://Observatory.example")).startsWith("HTTP/1.1 101 ");
  }

  @Test
  void comparesOriginsWithStandardPorts() {
    Origins origins = new Origins(List.of());
    assertThat(origins.allows("https://a.example", "a.example")).isTrue();
    assertThat(origins.allows("https://a.example", "a.example:443")).isTrue();
    assertThat(origins.allows("https://a.example:8443", "a.example")).isFalse();
    assertThat(origins.allows("http://a.example.evil", "a.example")).isFalse();
    assertThat(origins.allows("not an origin", "a.example")).isFalse();
    assertThat(new Origins(List.of("*")).allows("null", "a.example")).isTrue();
  }

  @Test
  void choosesTheSubprotocolThatTheEndpointWantsMost() throws IOException {
    assertThat(get("/echo", "Sec-WebSocket-Protocol: v1, other, v2"))
        .contains("Sec-WebSocket-Protocol: v2\r\n");
    assertThat(get("/echo", "Sec-WebSocket-Protocol: v9"))
        .startsWith("HTTP/1.1 101 ")
        .doesNotContain("Sec-WebSocket-Protocol");
    addGuarded(true);
    assertThat(get("/guarded", "Authorization: Bearer good", "Sec-WebSocket-Protocol: v9"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void takesTokensFromTheHeaderOrTheSubprotocol() throws IOException {
    addGuarded(false);
    assertThat(get("/guarded"))
        .startsWith("HTTP/1.1 401 ")
        .containsIgnoringCase("www-authenticate: Bearer");
    assertThat(get("/guarded", "Authorization: Bearer weak")).startsWith("HTTP/1.1 403 ");
    assertThat(get("/guarded", "Authorization: bearer good")).startsWith("HTTP/1.1 101 ");
    assertThat(get("/guarded", "Sec-WebSocket-Protocol: bearer.good, v1"))
        .startsWith("HTTP/1.1 101 ")
        .contains("Sec-WebSocket-Protocol: v1\r\n")
        .doesNotContain("good");
    await().until(() -> echo.sessions.size() == 2);
    // The answer is sent before the endpoint hears of its session, so either may be the first.
    assertThat(echo.sessions).extracting(WebSocketSession::principal).containsOnly("tester");
    assertThat(echo.sessions)
        .extracting(WebSocketSession::subprotocol)
        .containsExactlyInAnyOrder(Optional.empty(), Optional.of("v1"));
    assertThat(server.webSockets.figures().refused())
        .containsEntry("unauthenticated", 1L)
        .containsEntry("forbidden", 1L);
  }

  @Test
  void refusesMoreSessionsThanAllowed() throws IOException {
    try (RawClient one = RawClient.open(server.port(), "/echo");
        RawClient two = RawClient.open(server.port(), "/echo");
        RawClient three = RawClient.open(server.port(), "/echo")) {
      assertThat(get("/echo")).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 5");
      for (RawClient open : List.of(one, two, three)) {
        open.send(RawClient.close(1000));
        assertThat(open.read()).hasToString("close 1000");
      }
    }
  }

  @Test
  void refusesAllWhileDraining() throws IOException {
    server.webSockets.drain();
    assertThat(get("/echo")).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 5");
  }

  @Test
  void asksTheEndpointBeforeItAnswers() throws IOException {
    Problem full = new Problem("HF-TEST-001", 507, "the journal is full", "", "");
    server.add(
        "/full",
        new WebSocketHandler() {
          @Override
          public WebSocketListener open(WebSocketSession session) {
            return echo.open(session);
          }

          @Override
          public void admit() {
            throw new ProblemException(full, Duration.ofMillis(2500), null);
          }
        });
    assertThat(get("/full")).startsWith("HTTP/1.1 507 ").containsIgnoringCase("retry-after: 3");
    assertThat(server.webSockets.figures().refused()).containsEntry("not-admitted", 1L);
  }

  @Test
  void refusesASecondEndpointAtOnePath() {
    assertThatThrownBy(() -> server.add("/echo", echo::open))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-WS-009")
        .hasMessageContaining("/echo");
  }
}
