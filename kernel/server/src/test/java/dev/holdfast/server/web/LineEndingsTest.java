package dev.holdfast.server.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Role;
import io.helidon.http.HeaderNames;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** After curl the prompt stands in a line of its own. */
class LineEndingsTest {
  private static final String JSON = "application/json";
  private static final String LARGE = "{\"x\":\"" + "y".repeat(100_000) + "\"}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebPort port =
      new WebPort(
          ReferenceWebConfig.with(Map.of("web.port", "0")),
          new Tokens(List.of(), true),
          new Audit(1, System::nanoTime),
          InstantSource.system());

  @AfterEach
  void close() {
    port.close();
    client.close();
  }

  private void sends(String path, String type, String body) {
    port.http(
        path,
        Role.ANYONE,
        rules ->
            rules.get(
                "/",
                (request, response) -> {
                  response.headers().set(HeaderNames.CONTENT_TYPE, type);
                  response.send(body.getBytes(UTF_8));
                }));
  }

  private HttpResponse<String> get(URI url) throws Exception {
    return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
  }

  private void answers(URI url, String body) throws Exception {
    HttpResponse<String> answer = get(url);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(body.length());
    HttpRequest head = HttpRequest.newBuilder(url).HEAD().build();
    assertThat(
            client
                .send(head, HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValueAsLong("content-length"))
        .as("HEAD says the same")
        .hasValue(body.length());
  }

  @Test
  void whatIsForReadingEndsWithOneNewlineAndTheLengthIsRight() throws Exception {
    URI url = port.open();
    sends("/json", JSON, "{}");
    sends("/large", JSON, LARGE);
    sends("/utf", "application/json; charset=utf-8", "[]");
    sends("/own", "application/vnd.hut+json", "{}");
    sends("/text", "text/plain; version=0.0.4", "# HELP\n");
    sends("/empty", "text/plain", "");
    port.http(
        "/string", Role.ANYONE, rules -> rules.get("/", (request, response) -> response.send("a")));
    answers(url.resolve("/json"), "{}\n");
    answers(url.resolve("/large"), LARGE + "\n");
    answers(url.resolve("/utf"), "[]\n");
    answers(url.resolve("/own"), "{}\n");
    answers(url.resolve("/text"), "# HELP\n");
    answers(url.resolve("/empty"), "");
    answers(url.resolve("/string"), "a\n");
  }

  @Test
  void whatIsForProgramsGoesOutAsItIs() throws Exception {
    URI url = port.open();
    sends("/bytes", "application/octet-stream", "ab");
    sends("/metrics", "application/openmetrics-text; version=1.0.0", "# EOF");
    port.http(
        "/sized",
        Role.ANYONE,
        rules ->
            rules.get(
                "/",
                (request, response) -> {
                  response.headers().set(HeaderNames.CONTENT_TYPE, JSON);
                  response.headers().contentLength(2);
                  response.send("{}".getBytes(UTF_8));
                }));
    answers(url.resolve("/bytes"), "ab");
    answers(url.resolve("/metrics"), "# EOF");
    answers(url.resolve("/sized"), "{}");
  }

  @Test
  void aStreamEndsWithOneToo() throws Exception {
    URI url = port.open();
    port.http(
        "/stream",
        Role.ANYONE,
        rules ->
            rules.get(
                "/",
                (request, response) -> {
                  response.headers().set(HeaderNames.CONTENT_TYPE, JSON);
                  try (OutputStream out = response.outputStream()) {
                    out.write('[');
                    out.write(LARGE.getBytes(UTF_8));
                    out.flush();
                    out.write("]".getBytes(UTF_8));
                  }
                }));
    HttpResponse<String> answer = get(url.resolve("/stream"));
    assertThat(answer.body()).isEqualTo("[" + LARGE + "]\n");
    assertThat(answer.headers().firstValue("transfer-encoding")).hasValue("chunked");
  }

  @Test
  void errorsDoOfARouteAndOfTheEdge() throws Exception {
    URI url = port.open();
    answers(url.resolve("/nothing"), get(url.resolve("/nothing")).body());
    assertThat(get(url.resolve("/nothing")).body()).endsWith("}\n");
    try (Wire wire = new Wire(url.getPort())) {
      assertThat(wire.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").rest())
          .startsWith("HTTP/1.1 400")
          .endsWith("}\n");
    }
  }
}
