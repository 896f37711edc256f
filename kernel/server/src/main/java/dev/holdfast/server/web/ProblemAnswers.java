package dev.holdfast.server.web;

import dev.holdfast.server.edge.RequestSlots;
import dev.holdfast.server.web.routing.SecurityHeaders;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.JsonAnswer;
import io.helidon.http.DirectHandler;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns every failure, of a route or of the transport, into one form: application/problem+json. */
final class ProblemAnswers implements DirectHandler {
  private static final Logger LOG = System.getLogger("dev.holdfast.web");

  private final SecurityHeaders security;

  private ProblemAnswers(SecurityHeaders security) {
    this.security = security;
  }

  static DirectHandlers directHandlers(SecurityHeaders security) {
    ProblemAnswers answers = new ProblemAnswers(security);
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, answers);
    }
    return handlers.build();
  }

  /** Answers a request whose handler threw something that nobody expected. */
  static void sendUnexpected(ServerResponse response, String path, Throwable failure) {
    LOG.log(Level.ERROR, () -> "request to " + path + " failed", failure);
    JsonAnswer.send(response, new ProblemException(WebProblems.INTERNAL, failure));
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    return answer(
        of(status).because(message == null ? "" : message), Optional.empty(), type, headers);
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      Throwable thrown,
      @Nullable Logger logger) {
    if (thrown.getCause() instanceof ProblemException problem) {
      return answer(problem.problem(), problem.retryAfter(), type, headers);
    }
    if (type == EventType.INTERNAL_ERROR) {
      LOG.log(Level.ERROR, "request to " + request.path() + " failed", thrown);
      return answer(WebProblems.INTERNAL, Optional.empty(), type, headers);
    }
    boolean overloaded = status.code() == Status.SERVICE_UNAVAILABLE_503.code();
    Optional<Duration> retryAfter =
        overloaded ? Optional.of(Duration.ofSeconds(1)) : Optional.empty();
    return answer(of(status), retryAfter, type, headers);
  }

  private static Problem of(Status status) {
    return switch (status.code()) {
      case 404 -> WebProblems.NOT_FOUND;
      case 413 -> WebProblems.TOO_LARGE;
      case 500 -> WebProblems.INTERNAL;
      case 503 -> RequestSlots.OVERLOADED;
      default -> {
        Problem bad = WebProblems.BAD_REQUEST;
        int code = Math.max(400, status.code());
        yield new Problem(bad.code(), code, bad.what(), status.reasonPhrase(), bad.remedy());
      }
    };
  }

  private TransportResponse answer(
      Problem problem,
      Optional<Duration> retryAfter,
      EventType type,
      ServerResponseHeaders headers) {
    security.addTo(headers);
    JsonAnswer.addTo(headers, problem, retryAfter);
    return TransportResponse.builder()
        .status(Status.create(problem.status()))
        .headers(headers)
        .entity(JsonAnswer.body(problem, retryAfter))
        .keepAlive(type.keepAlive())
        .build();
  }
}
