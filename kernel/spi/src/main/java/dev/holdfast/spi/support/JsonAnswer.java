package dev.holdfast.spi.support;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The form of every HTTP answer in JSON: its content type, {@code Cache-Control: no-store}, because
 * it tells a state that has changed by the next request, and the body of a {@link Problem} (RFC
 * 9457). For the thread that serves the request; nothing here waits but for the client to take the
 * bytes.
 */
public final class JsonAnswer {
  /** Of an answer that reports a problem. */
  public static final String PROBLEM_TYPE = "application/problem+json";

  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
  private static final Header PROBLEM =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, PROBLEM_TYPE);

  private JsonAnswer() {}

  /**
   * Answers with one object; 200 unless another status has been set.
   *
   * @throws X as the members do; then nothing was sent
   */
  public static <X extends Exception> void send(
      ServerResponse response, JsonWriter.Content<X> members) throws X {
    send(response, JsonWriter.object(members));
  }

  /**
   * The same with JSON that is written already.
   *
   * @param json in UTF-8, whole
   */
  public static void send(ServerResponse response, byte[] json) {
    begin(response);
    response.send(json);
  }

  /** The same for JSON that is too large to be held; the caller writes it and closes the stream. */
  public static OutputStream open(ServerResponse response) {
    begin(response);
    return response.outputStream();
  }

  private static void begin(ServerResponse response) {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    response.header(NO_STORE);
  }

  /** Answers with a problem, its status, and when to try again. */
  public static void send(ServerResponse response, ProblemException failure) {
    Problem problem = failure.problem();
    response.status(Status.create(problem.status()));
    addTo(response.headers(), problem, failure.retryAfter());
    response.send(body(problem, failure.retryAfter()));
  }

  /** Adds the headers of an answer that reports a problem. */
  public static void addTo(
      ServerResponseHeaders headers, Problem problem, Optional<Duration> retryAfter) {
    headers.set(PROBLEM);
    headers.set(NO_STORE);
    retryAfter.ifPresent(after -> headers.set(HeaderNames.RETRY_AFTER, seconds(after)));
    if (problem.status() == Status.UNAUTHORIZED_401.code()) {
      headers.set(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
  }

  /**
   * The body of an answer that reports a problem: RFC 9457, with the code, the remedy and whether
   * to try again as extension members, and a newline at the end. An empty cause or remedy is left
   * out.
   *
   * @param retryAfter empty when trying again is of no use
   */
  public static byte[] body(Problem problem, Optional<Duration> retryAfter) {
    byte[] object =
        JsonWriter.object(json -> {
          json.writeStringProperty("type", "urn:holdfast:problem:" + problem.code());
          json.writeStringProperty("title", problem.what());
          json.writeNumberProperty("status", problem.status());
          if (!problem.why().isEmpty()) {
            json.writeStringProperty("detail", problem.why());
          }
          json.writeStringProperty("code", problem.code());
          if (!problem.remedy().isEmpty()) {
            json.writeStringProperty("remedy", problem.remedy());
          }
          json.writeBooleanProperty("retryable", retryAfter.isPresent());
        });
    byte[] line = Arrays.copyOf(object, object.length + 1);
    line[object.length] = '\n';
    return line;
  }

  /** The header {@code Retry-After}: whole seconds, rounded up, at least 1 (RFC 9110, 10.2.3). */
  public static String seconds(Duration retryAfter) {
    return Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
  }
}
