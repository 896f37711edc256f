package dev.holdfast.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The paths of a server that the commands ask. */
final class ServerApi implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** Longer than any answer should take, shorter than a person's patience. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

  private final URI server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  ServerApi(String url) {
    try {
      server = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    } catch (IllegalArgumentException e) {
      throw Failures.badValue("--url", url, "an address such as http://127.0.0.1:8080");
    }
    if (server.getHost() == null || !"http".equals(server.getScheme())) {
      throw Failures.badValue("--url", url, "an address such as http://127.0.0.1:8080");
    }
  }

  URI address() {
    return server;
  }

  URI ingest() {
    return URI.create("ws://" + server.getRawAuthority() + "/ingest");
  }

  /** The text of /health; 503 is an answer too. */
  String health() {
    HttpResponse<String> response = get("/health");
    int status = response.statusCode();
    if (status != 200 && status != 503 && status != 500) {
      throw Failures.unexpectedAnswer(server + "/health", "status " + status);
    }
    return response.body();
  }

  Metrics metrics() {
    return Metrics.parse(expectOk("/metrics"));
  }

  EventsPage events(String source, String after, int limit) {
    String query = "/events?source=" + encoded(source) + "&limit=" + limit;
    return EventsPage.parse(
        server + "/events", expectOk(after.isEmpty() ? query : query + "&after=" + encoded(after)));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private String expectOk(String path) {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      String body = response.body();
      String start = body.substring(0, Math.min(200, body.length()));
      throw Failures.unexpectedAnswer(
          server + path, "status " + response.statusCode() + " " + start);
    }
    return response.body();
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + path)).timeout(ANSWER_LIMIT).build();
    try {
      return client.send(request, BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      String cause = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw Failures.noAnswer(server + path, cause, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.noAnswer(server + path, "interrupted", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
