package dev.holdfast.database;

import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.HostState;
import dev.holdfast.database.driver.Target;
import dev.holdfast.database.outage.DatabaseState;
import dev.holdfast.database.outage.Outages;
import dev.holdfast.database.outage.Prober;
import dev.holdfast.database.pool.HighWaterMark;
import dev.holdfast.database.pool.Housekeeping;
import dev.holdfast.database.pool.PoolMeters;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.JsonWriter;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * {@code GET /admin/database}: the state of this moment, not that of the last health check; {@code
 * POST /admin/database/reconnect}: gives up the pool and connects afresh. Statements in flight fail
 * as in any outage, and their callers try them again. {@code PUT /admin/database/statements}:
 * switches the statement log.
 */
final class AdminRoutes implements HttpService {
  private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(15);

  private final Target target;
  private final Prober prober;
  private final Outages outages;
  private final PoolMeters meters;
  private final Housekeeping housekeeping;
  private final InstantSource clock;

  AdminRoutes(
      Target target,
      Prober prober,
      Outages outages,
      PoolMeters meters,
      Housekeeping housekeeping,
      InstantSource clock) {
    this.target = target;
    this.prober = prober;
    this.outages = outages;
    this.meters = meters;
    this.housekeeping = housekeeping;
    this.clock = clock;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", this::status)
        .post("/reconnect", this::reconnect)
        .put("/statements", this::switchLog);
  }

  private void status(ServerRequest request, ServerResponse response) {
    JsonAnswer.send(response, this::writeStatus);
  }

  private void reconnect(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    Instant start = clock.instant();
    DatabaseState after = prober.reconnect(LONGEST_RECONNECT);
    if (!(after instanceof DatabaseState.Connected connected)) {
      Problem problem = after.problem();
      throw new ProblemException(
          problem == null ? DatabaseProblems.notYet(target.location()) : problem);
    }
    JsonAnswer.send(
        response,
        out -> {
          out.writeBooleanProperty("reconnected", true);
          out.writeStringProperty("state", connected.word());
          out.writeNumberProperty("epoch", connected.epoch());
          out.writeNumberProperty("tookMs", Duration.between(start, clock.instant()).toMillis());
        });
  }

  private void switchLog(ServerRequest request, ServerResponse response) throws IOException {
    StatementSwitch wanted;
    try (InputStream body = request.content().inputStream()) {
      wanted = StatementSwitch.read(body);
    }
    wanted.apply(housekeeping.statementLog());
    JsonAnswer.send(response, out -> out.writeBooleanProperty("statementLog", wanted.log()));
  }

  private void writeStatus(JsonWriter out) {
    DatabaseState state = prober.state();
    out.writeStringProperty("state", state.word());
    out.writeStringProperty("since", state.since().toString());
    out.writeStringProperty("product", target.product());
    out.writeStringProperty("location", target.location());
    if (state instanceof DatabaseState.Connected connected) {
      out.writeStringProperty("version", connected.version());
      out.writeNumberProperty("epoch", connected.epoch());
      out.writeNumberProperty("latencyMs", prober.latency().toNanos() / 1e6);
    }
    Problem problem = state.problem();
    if (problem != null) {
      out.writeStringProperty("code", problem.code());
      out.writeStringProperty("reason", problem.why());
      out.writeStringProperty("hint", problem.remedy());
    }
    if (state instanceof DatabaseState.Down down) {
      out.writeNumberProperty("attempts", down.attempts());
      Duration left = Duration.between(clock.instant(), down.nextTry());
      out.writeNumberProperty("nextTryInMs", Math.max(0, left.toMillis()));
    }
    writePool(out);
    writeHosts(out);
    writeLastOutage(out);
    out.writeNumberProperty("outagesWithinMinute", outages.lately());
    out.writeNumberProperty("outagesWithinSeconds", outages.window().toSeconds());
    out.writeBooleanProperty("statementLog", housekeeping.statementLog().on());
  }

  private void writePool(JsonWriter out) {
    PoolMeters.Figures figures = meters.figures();
    out.writeObjectPropertyStart("pool");
    out.writeNumberProperty("active", figures.active());
    out.writeNumberProperty("idle", figures.idle());
    out.writeNumberProperty("waiting", figures.waiting());
    out.writeNumberProperty("max", figures.max());
    HighWaterMark peak = housekeeping.highWaterMark();
    out.writeNumberProperty("peakActive", peak.active());
    out.writeNumberProperty("peakWaiting", peak.waiting());
    out.writeEndObject();
  }

  private void writeHosts(JsonWriter out) {
    out.writeArrayPropertyStart("hosts");
    for (HostState host : target.hosts()) {
      out.writeStartObject();
      out.writeStringProperty("host", host.host());
      out.writeStringProperty("state", host.access().word());
      out.writeStringProperty("reason", host.reason());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void writeLastOutage(JsonWriter out) {
    Outages.Outage last = outages.last();
    if (last == null) {
      return;
    }
    out.writeObjectPropertyStart("lastOutage");
    out.writeStringProperty("from", last.from().toString());
    out.writeStringProperty("noticed", last.noticed().toString());
    Instant to = last.to();
    if (to != null) {
      out.writeStringProperty("to", to.toString());
    }
    out.writeNumberProperty("seconds", last.length(clock.instant()).toMillis() / 1000.0);
    out.writeStringProperty("cause", last.problem().sentence());
    out.writeEndObject();
  }
}
