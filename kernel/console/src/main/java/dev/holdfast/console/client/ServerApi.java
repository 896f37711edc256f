package dev.holdfast.console.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The paths of a server that the commands ask. */
public final class ServerApi implements AutoCloseable {
  private static final Duration BUSY_LIMIT = Duration.ofSeconds(15);
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** Longer than any answer should take, shorter than a person's patience. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

  /** What an operator asks for may have to wait for a database that is not well. */
  private static final Duration OPERATION_LIMIT = Duration.ofSeconds(60);

  private final URI server;
  private final @Nullable Secret token;
  private final HttpClient client;

  public ServerApi(String url) {
    this(url, null, Optional.empty());
  }

  /**
   * Prepares to ask a server.
   *
   * @param token shown with {@link #operate} and {@link #health}; null for none
   * @param trust of an https:// address; empty trusts the authorities that the JVM trusts
   */
  public ServerApi(String url, @Nullable Secret token, Optional<SSLContext> trust) {
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
    trust.ifPresent(builder::sslContext);
    this.client = builder.build();
    try {
      server = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    } catch (IllegalArgumentException e) {
      throw Failures.badValue("--url", url, "an address such as http://127.0.0.1:8080");
    }
    if (server.getHost() == null || !Set.of("http", "https").contains(server.getScheme())) {
      throw Failures.badValue("--url", url, "an address such as http://127.0.0.1:8080");
    }
  }

  public URI address() {
    return server;
  }

  public URI ingest() {
    String scheme = "https".equals(server.getScheme()) ? "wss" : "ws";
    return URI.create(scheme + "://" + server.getRawAuthority() + "/ingest");
  }

  /** The text of /health; 503 is an answer too. */
  public String health() {
    HttpResponse<String> response = send("/health", withToken(request("/health", ANSWER_LIMIT)));
    int status = response.statusCode();
    if (status != 200 && status != 503 && status != 500) {
      throw Failures.unexpectedAnswer(server + "/health", "status " + status);
    }
    return response.body();
  }

  public Metrics metrics() {
    return Metrics.parse(expectOk("/metrics"));
  }

  public EventsPage events(String source, String after, int limit) {
    String query = "/events?source=" + encoded(source) + "&limit=" + limit;
    return EventsPage.parse(
        server + "/events", expectOk(after.isEmpty() ? query : query + "&after=" + encoded(after)));
  }

  /**
   * Asks a path, with the token.
   *
   * @param body JSON; empty for none
   * @return the body of a good answer
   * @throws Failure in the words of the server when it refuses
   */
  public String operate(String method, String path, String body) {
    HttpRequest.Builder request =
        request(path, OPERATION_LIMIT).method(method, BodyPublishers.ofString(body));
    withToken(request);
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> response = send(path, request);
    if (response.statusCode() / 100 != 2) {
      throw ProblemAnswer.failure(server + path, response.statusCode(), response.body());
    }
    return response.body();
  }

  /**
   * One page of the stored events, with the token if there is one.
   *
   * @param source null for all
   * @param type null for all
   * @param after the cursor of an earlier page; empty for the first one
   * @throws Failure in the words of the server when it refuses
   */
  public StoredEvents history(
      @Nullable String source, @Nullable String type, String order, String after, int limit) {
    StringBuilder query = new StringBuilder("/events?order=" + order + "&limit=" + limit);
    if (source != null) {
      query.append("&source=").append(encoded(source));
    }
    if (type != null) {
      query.append("&type=").append(encoded(type));
    }
    if (!after.isEmpty()) {
      query.append("&after=").append(encoded(after));
    }
    return StoredEvents.parse(server + "/events", operate("GET", query.toString(), ""));
  }

  /**
   * Sends a body, with the token if there is one.
   *
   * @throws Failure in the words of the server when it refuses
   */
  public void post(String path, String contentType, String body) {
    HttpRequest.Builder request =
        request(path, OPERATION_LIMIT)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body));
    HttpResponse<String> response = send(path, withToken(request));
    if (response.statusCode() / 100 != 2) {
      throw ProblemAnswer.failure(server + path, response.statusCode(), response.body());
    }
  }

  private HttpRequest.Builder withToken(HttpRequest.Builder request) {
    return token == null ? request : request.header("Authorization", "Bearer " + token.value());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** A server that has just started, or lost its database for a moment, says 503: ask again. */
  private String expectOk(String path) {
    HttpResponse<String> response = get(path);
    long end = System.nanoTime() + BUSY_LIMIT.toNanos();
    while (response.statusCode() == 503 && System.nanoTime() < end && Pause.of(ASK_AGAIN)) {
      response = get(path);
    }
    if (response.statusCode() != 200) {
      String body = response.body();
      String start = body.substring(0, Math.min(200, body.length()));
      throw Failures.unexpectedAnswer(
          server + path, "status " + response.statusCode() + " " + start);
    }
    return response.body();
  }

  private HttpResponse<String> get(String path) {
    return send(path, request(path, ANSWER_LIMIT));
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    return HttpRequest.newBuilder(URI.create(server + path)).timeout(limit);
  }

  private HttpResponse<String> send(String path, HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString(UTF_8));
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
