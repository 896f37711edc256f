package dev.holdfast.server.edge;

import dev.holdfast.server.memory.NoCapacity;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.JsonAnswer;
import io.helidon.http.DateTime;
import io.helidon.http.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The answer to a request that no route will see; the connection ends with it. */
final class RefusalAnswer {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private static final Problem NO_FREE_SLOT =
      new Problem(
          "HF-WEB-031",
          503,
          "As many connections as allowed are open",
          "",
          "Close some, use one for many requests, or raise holdfast.web.max-connections, of which one"
              + " address gets at most half");

  private RefusalAnswer() {}

  /** The reason for a connection that has no slot but for a probe. */
  static NoCapacity noConnectionPlace(String peer) {
    return new NoCapacity(NO_FREE_SLOT.because("from " + peer), RETRY_AFTER);
  }

  /**
   * Writes it.
   *
   * @param withBody false for HEAD
   */
  static byte[] of(ProblemException refused, boolean withBody) {
    Problem problem = refused.problem();
    byte[] body = JsonAnswer.body(problem, refused.retryAfter());
    StringBuilder head =
        new StringBuilder("HTTP/1.1 ")
            .append(problem.status())
            .append(' ')
            .append(Status.create(problem.status()).reasonPhrase())
            .append("\r\nDate: ")
            .append(DateTime.rfc1123String())
            .append("\r\nContent-Type: ")
            .append(JsonAnswer.PROBLEM_TYPE)
            .append("\r\nContent-Length: ")
            .append(body.length)
            .append("\r\nConnection: close\r\n");
    refused
        .retryAfter()
        .ifPresent(
            after -> head.append("Retry-After: ").append(JsonAnswer.seconds(after)).append("\r\n"));
    ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + body.length + 2);
    out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    if (withBody) {
      out.writeBytes(body);
    }
    return out.toByteArray();
  }
}
