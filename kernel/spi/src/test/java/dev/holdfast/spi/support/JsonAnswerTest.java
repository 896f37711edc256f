package dev.holdfast.spi.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JsonAnswerTest {
  private static final Problem BUSY =
      new Problem("HF-TST-001", 503, "It is busy", "3 of 3", "Come again.");

  private final HttpClient client = HttpClient.newHttpClient();
  private WebServer server = WebServer.builder().build();

  @BeforeAll
  void start() {
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(routing ->
                routing
                    .get(
                        "/object",
                        (request, response) -> {
                          response.status(Status.CREATED_201);
                          JsonAnswer.send(response, json -> json.writeNumberProperty("n", 1));
                        })
                    .get(
                        "/stream",
                        (request, response) -> {
                          try (OutputStream out = JsonAnswer.open(response)) {
                            out.write("[]".getBytes(UTF_8));
                          }
                        })
                    .get(
                        "/busy",
                        (request, response) ->
                            JsonAnswer.send(
                                response,
                                new ProblemException(BUSY, Duration.ofMillis(1200), null)))
                    .get(
                        "/closed",
                        (request, response) ->
                            JsonAnswer.send(
                                response,
                                new ProblemException(
                                    new Problem("HF-TST-002", 401, "No", "", "")))))
            .build()
            .start();
  }

  @AfterAll
  void stop() {
    server.stop();
    client.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void anObjectGoesOutWithTheStatusThatWasSet() throws Exception {
    HttpResponse<String> answer = get("/object");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("{\"n\":1}");
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void aStreamHasTheSameHeaders() throws Exception {
    HttpResponse<String> answer = get("/stream");
    assertThat(answer.body()).isEqualTo("[]");
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void aProblemTellsItsCodeItsRemedyAndWhenToComeAgain() throws Exception {
    HttpResponse<String> answer = get("/busy");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"urn:holdfast:problem:HF-TST-001\",\"title\":\"It is busy\",\"status\":503,"
                + "\"detail\":\"3 of 3\",\"code\":\"HF-TST-001\",\"remedy\":\"Come again.\","
                + "\"retryable\":true}\n");
    assertThat(header(answer, "Content-Type")).isEqualTo(JsonAnswer.PROBLEM_TYPE);
    assertThat(header(answer, "Retry-After")).isEqualTo("2");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void whoeverHasNoTokenIsToldWhichKindIsWanted() throws Exception {
    HttpResponse<String> answer = get("/closed");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(header(answer, "WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(answer.body()).doesNotContain("detail", "remedy").contains("\"retryable\":false");
  }

  @Test
  void theShortestWaitIsASecond() {
    assertThat(JsonAnswer.seconds(Duration.ZERO)).isEqualTo("1");
    assertThat(JsonAnswer.seconds(Duration.ofSeconds(1))).isEqualTo("1");
    assertThat(JsonAnswer.seconds(Duration.ofMillis(1001))).isEqualTo("2");
    assertThat(new String(JsonAnswer.body(BUSY, Optional.empty()), UTF_8)).contains("false");
  }
}
