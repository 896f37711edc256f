package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

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
    HttpResponse<String> health = server.get("/health");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(health.body()).contains("\"status\":\"UP\"", "\"checks\"");
  }

  @Test
  void everyPluginOfTheZipIsOnHealth() {
    for (String plugin : new String[] {"journal", "database", "event-store", "ingest"}) {
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
    assertThat(metrics.body())
        .contains("jvm_memory_used_bytes", "process_cpu_usage", "hikaricp_connections");
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
}
