package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.io.JsonStringEncoder;

/** Encodes the messages that the server sends in {@code holdfast.v1}. */
final class Frames {
  private Frames() {}

  static byte[] ack(long upTo) {
    return ("{\"ack\":{\"upTo\":" + upTo + "}}").getBytes(US_ASCII);
  }

  static byte[] nack(long event, Problem problem, Optional<Duration> retryAfter) {
    StringBuilder json = new StringBuilder(160).append("{\"nack\":{\"event\":").append(event);
    json.append(",\"code\":\"").append(problem.code()).append("\",\"reason\":\"");
    JsonStringEncoder.getInstance().quoteAsString(problem.reason(), json);
    json.append('"');
    retryAfter.ifPresent(
        after -> json.append(",\"retryAfterMs\":").append(Math.max(1, after.toMillis())));
    return json.append("}}").toString().getBytes(UTF_8);
  }

  /** The reason of a close: the code first, since only 123 bytes are sent. */
  static String closeReason(Problem problem) {
    return problem.code() + " " + problem.reason();
  }
}
