package dev.holdfast.server.edge;

import dev.holdfast.spi.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The body of an error answer: RFC 9457, with the code as an extension member, in one line. */
public final class ProblemJson {
  public static final String CONTENT_TYPE = "application/problem+json";
  public static final HeaderName RETRY_AFTER = HeaderNames.RETRY_AFTER;

  private static final JsonFactory JSON = new JsonFactory();

  private ProblemJson() {}

  /**
   * The body.
   *
   * @param retryAfter empty when trying again is of no use
   */
  public static byte[] write(Problem problem, Optional<Duration> retryAfter) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
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
      json.writeEndObject();
    }
    out.write('\n');
    return out.toByteArray();
  }

  /** Whole seconds, rounded up, at least one (RFC 9110, 10.2.3). */
  public static String seconds(Duration retryAfter) {
    return Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
  }
}
