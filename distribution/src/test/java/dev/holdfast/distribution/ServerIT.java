package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server as it comes out of the zip, on the embedded database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServerIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Path base;
  private UnzippedServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    base = folder;
    server = UnzippedServer.start(base);
  }

  @AfterAll
  void end() {
    server.close();
  }

  @Test
  void becomesHealthy() {
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
    await().atMost(LIMIT).until(() -> server.get("/health/ready").statusCode() == 200);
    await().atMost(LIMIT).until(() -> server.get("/health/started").statusCode() == 200);
    // A check that was late on a busy machine is well at its next run.
    await().atMost(LIMIT).until(() -> server.get("/health").body().contains("\"status\":\"UP\""));
    HttpResponse<String> health = server.get("/health");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(health.body()).contains("\"checks\"");
  }

  @Test
  void everyPluginOfTheZipIsOnHealth() {
    for (String plugin : ShippedPlugins.folders()) {
      await()
          .alias(plugin)
          .atMost(LIMIT)
          .until(() -> server.get("/health/" + plugin).statusCode() == 200);
    }
  }

  @Test
  void metricsAreWhatPrometheusTakes() {
    HttpResponse<String> metrics = server.get("/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    // The pool comes with its plugin, a moment after the start.
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(server.get("/metrics").body())
                .contains("jvm_memory_used_bytes", "process_cpu_usage", "hikaricp_connections"));
  }

  @Test
  void anEventOverHttpIsARowInTheDatabase() {
    String event = event("/over-http", "h1", "{\"altitude\":41.5}");
    await()
        .atMost(LIMIT)
        .until(() ->
            server.post("/events", "application/cloudevents+json", event).statusCode() == 202);
    // The same event again, as after a lost answer: accepted, and stored once.
    HttpResponse<String> again = server.post("/events", "application/cloudevents+json", event);

    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).contains("\"accepted\":1");
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(server.get("/events?source=/over-http").body())
                .contains("\"id\":\"h1\"", "41.5", "\"next\""));
    assertThat(EmbeddedDatabase.below(base).rows("/over-http", "h1")).isEqualTo(1);
  }

  @Test
  void anEventOverWebSocketIsAcknowledgedAndStored() throws Exception {
    await().atMost(LIMIT).until(() -> server.get("/health/ingest").statusCode() == 200);
    Received received = new Received();
    WebSocket socket =
        server
            .http()
            .newWebSocketBuilder()
            .subprotocols("holdfast.v1")
            .buildAsync(server.webSocket("/ingest"), received)
            .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(socket.getSubprotocol()).isEqualTo("holdfast.v1");
    String two = "[" + event("/over-ws", "w1", "1") + "," + event("/over-ws", "w2", "2") + "]";
    socket.sendText(two, true).get(LIMIT.toSeconds(), TimeUnit.SECONDS);

    // Acknowledgements are cumulative, and one may come for each event.
    await().atMost(LIMIT).until(() -> received.messages().contains("{\"ack\":{\"upTo\":2}}"));
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(received.closed().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1000);
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(server.get("/events?source=/over-ws").body())
                .contains("\"id\":\"w1\"", "\"id\":\"w2\""));
    assertThat(EmbeddedDatabase.below(base).rows("/over-ws", "w2")).isEqualTo(1);
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(server.get("/metrics").body())
                .as("measured for each stream")
                .containsPattern(
                    "holdfast_ingest_ack_seconds_count\\{[^}]*protocol=\"holdfast.v1\"[^}]*} [1-9]"));
  }

  /**
   * As a script does that sends what it has and goes: all of it is there before the answer is read.
   */
  @ParameterizedTest
  @ValueSource(strings = {"holdfast.v1", "cloudevents.json"})
  void whatIsSentInOneWriteWithTheCloseIsStored(String protocol) throws Exception {
    await().atMost(LIMIT).until(() -> server.get("/health/ingest").statusCode() == 200);
    String source = "/in-one-write/" + protocol;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      all.write(frame(0x81, event(source, "e" + i, "" + i).getBytes(UTF_8)));
    }
    all.write(frame(0x88, new byte[] {0x03, (byte) 0xe8}));
    byte[] answer;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort())) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(handshake(protocol, server.uri("/").getAuthority()));
      socket.getOutputStream().write(all.toByteArray());
      answer = socket.getInputStream().readAllBytes();
    }
    assertThat(answer).as("closed as asked").endsWith(0x88, 0x02, 0x03, 0xe8);
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(EmbeddedDatabase.below(base).ids(source)).hasSize(50));
  }

  private static byte[] handshake(String protocol, String host) {
    return ("GET /ingest HTTP/1.1\r\nHost: "
            + host
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: "
            + protocol
            + "\r\n\r\n")
        .getBytes(UTF_8);
  }

  /** With a mask of zeros, which changes nothing. */
  private static byte[] frame(int head, byte[] payload) {
    int length = payload.length;
    byte[] size =
        length < 126
            ? new byte[] {(byte) (0x80 | length)}
            : new byte[] {(byte) 0xfe, (byte) (length >> 8), (byte) length};
    return ByteBuffer.allocate(1 + size.length + 4 + length)
        .put((byte) head)
        .put(size)
        .putInt(0)
        .put(payload)
        .array();
  }

  @Test
  void brokenJsonIsRefusedWithACodeAndHarmsNobody() {
    await().atMost(LIMIT).until(() -> server.get("/health/ingest").statusCode() == 200);
    HttpResponse<String> refused =
        server.post("/events", "application/cloudevents+json", "{\"id\":");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(refused.body()).containsPattern("HF-[A-Z]+-\\d{3}");
    assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
  }

  private static String event(String source, String id, String data) {
    return """
    {"specversion":"1.0","source":"%s","id":"%s","type":"test","data":%s}\
    """
        .formatted(source, id, data);
  }

  static Stream<Arguments> badBodies() {
    String json = "application/json";
    String event = "application/cloudevents+json";
    String batch = "application/cloudevents-batch+json";
    return Stream.of(
        Arguments.of("broken JSON", json, "{\"a\":", 400),
        Arguments.of("not JSON", json, "hello", 400),
        Arguments.of("nothing", json, "", 400),
        Arguments.of("an id of a wrong type", event, event("\"id\":[7]"), 400),
        Arguments.of(
            "no id", event, "{\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\"}", 400),
        Arguments.of("an empty id", event, event("\"id\":\"\""), 400),
        Arguments.of("another version", event, event("\"id\":\"1\"").replace("1.0", "0.3"), 400),
        Arguments.of("a time that is none", event, event("\"id\":\"1\",\"time\":\"noon\""), 400),
        Arguments.of("the same key twice", event, event("\"id\":\"1\",\"id\":\"2\""), 400),
        Arguments.of("one bad event of a batch", batch, "[" + event("\"id\":\"1\"") + ",7]", 400),
        Arguments.of("100,000 levels", json, "[".repeat(100_000), 400),
        Arguments.of("10 MB", json, "{\"a\":\"" + "x".repeat(10_000_000) + "\"}", 413),
        Arguments.of("text", "text/plain", "hello", 415));
  }

  private static String event(String members) {
    return "{\"specversion\":\"1.0\",\"source\":\"/bad\",\"type\":\"t\"," + members + "}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badBodies")
  void badInputIsRefusedWithACodeAndTheNextEventIsTaken(
      String what, String contentType, String body, int status) {
    HttpResponse<String> refused = server.post("/events", contentType, body);

    assertThat(refused.statusCode()).as(what + ": " + refused.body()).isEqualTo(status);
    assertThat(refused.body()).containsPattern("\"code\":\"HF-[A-Z]+-\\d{3}\"");
    assertThat(server.post("/events", "application/json", "{\"n\":1}").statusCode()).isEqualTo(202);
  }

  static Stream<Arguments> oddEvents() {
    return Stream.of(
        Arguments.of("a number beyond doubles", "\"data\":9007199254740993"),
        Arguments.of("the year 0", "\"time\":\"0000-01-01T00:00:00Z\""),
        Arguments.of("the year 9999", "\"time\":\"9999-12-31T23:59:59.999999Z\""),
        Arguments.of("NUL in a text", "\"data\":\"a\\u0000b\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oddEvents")
  void whatIsOddButRightComesBackAsItWas(String what, String member) {
    String source = "/odd/" + what.replace(' ', '-');
    String body = event("\"id\":\"1\"," + member).replace("/bad", source);

    assertThat(server.post("/events", "application/cloudevents+json", body).statusCode())
        .isEqualTo(202);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(server.get("/events?source=" + source).body()).contains(member));
  }
}
