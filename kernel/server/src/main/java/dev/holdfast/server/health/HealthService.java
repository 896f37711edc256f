package dev.holdfast.server.health;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.server.Verdict;
import dev.holdfast.spi.support.JsonAnswer;
import io.helidon.http.NotFoundException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * {@code /health}, {@code /health/live}, {@code /health/ready}, {@code /health/started}, {@code
 * /health/<plugin>}, {@code /health/<plugin>/<check>} and, when there is one of the name only,
 * {@code /health/<check>}: 200, or 503 when down. Nothing here waits.
 */
public final class HealthService implements HttpService {
  private final HealthBoard board;
  private final HealthConfig config;
  private final Supplier<Duration> sinceLastTick;
  private final BooleanSupplier started;
  private final BooleanSupplier draining;
  private final Predicate<ServerRequest> details;

  /**
   * Creates the routes.
   *
   * @param sinceLastTick the age of the kernel's last tick: all that liveness looks at
   * @param started whether everything required has run once
   * @param draining whether the server is ending: alive, but not ready
   * @param details who may see more than the verdict: causes, paths and addresses are not for
   *     everybody
   */
  public HealthService(
      HealthBoard board,
      HealthConfig config,
      Supplier<Duration> sinceLastTick,
      BooleanSupplier started,
      BooleanSupplier draining,
      Predicate<ServerRequest> details) {
    this.board = board;
    this.config = config;
    this.sinceLastTick = sinceLastTick;
    this.started = started;
    this.draining = draining;
    this.details = details;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", (request, response) -> send(request, response, board.snapshot().whole()))
        .get("/live", (request, response) -> send(request, response, live()))
        .get("/ready", (request, response) -> send(request, response, ready()))
        .get("/started", (request, response) -> send(request, response, hasStarted()))
        .get("/{plugin}", this::part)
        .get("/{plugin}/{check}", this::part);
  }

  private Snapshot.Answer live() {
    Duration age = sinceLastTick.get();
    Map<String, Object> details = Map.of("lastTickMs", age.toMillis());
    return Snapshot.bare(
        age.compareTo(config.tickLimit()) > 0 ? Verdict.DOWN : Verdict.UP, details);
  }

  private Snapshot.Answer ready() {
    return draining.getAsBoolean()
        ? Snapshot.bare(Verdict.DOWN, Map.of(Health.REASON, "the server is stopping"))
        : board.snapshot().ready();
  }

  private Snapshot.Answer hasStarted() {
    return Snapshot.bare(started.getAsBoolean() ? Verdict.UP : Verdict.DOWN, Map.of());
  }

  private void part(ServerRequest request, ServerResponse response) {
    var path = request.path().pathParameters();
    String name = path.get("plugin") + path.first("check").map(check -> "/" + check).orElse("");
    Snapshot.Answer answer = board.snapshot().part(name);
    if (answer == null) {
      throw new NotFoundException("no plugin or check is named " + name);
    }
    send(request, response, answer);
  }

  private void send(ServerRequest request, ServerResponse response, Snapshot.Answer answer) {
    response.status(Status.create(answer.status()));
    JsonAnswer.send(response, details.test(request) ? answer.body() : answer.verdictOnly());
  }
}
