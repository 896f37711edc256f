package dev.holdfast.database.outage;

import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.Target;
import dev.holdfast.database.pool.PoolMeters;
import dev.holdfast.spi.Health;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;

/** Reports the prober's state as a health check, without asking the database. */
public record ConnectionHealth(Target target, Prober prober, Outages outages, PoolMeters meters)
    implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    DatabaseState state = prober.state();
    HealthCheckResponse.Builder answer =
        switch (state) {
          case DatabaseState.Connected connected -> connected(connected);
          case DatabaseState.Down down ->
              Health.down(down.problem())
                  .detail("failedAttempts", down.attempts())
                  .detail("nextTry", down.nextTry().toString());
          case DatabaseState.Connecting connecting -> Health.down(connecting.problem());
          case DatabaseState.Suspect suspect -> Health.down(suspect.problem());
          case DatabaseState.Recovering recovering -> Health.down(recovering.problem());
        };
    PoolMeters.Figures figures = meters.figures();
    target.hosts().forEach(host -> answer.detail("host " + host.host(), host.access().word()));
    target.keptLogs().ifPresent(kept -> answer.detail("keptLogs", kept));
    return answer
        .detail("state", state.word())
        .detail("since", state.since().toString())
        .detail("product", target.product())
        .detail("location", target.location())
        .detail("poolActive", figures.active())
        .detail("poolIdle", figures.idle())
        .detail("poolWaiting", figures.waiting())
        .detail("poolMax", figures.max())
        .build();
  }

  private HealthCheckResponse.Builder connected(DatabaseState.Connected connected) {
    HealthCheckResponse.Builder answer =
        outages.tooOften()
            ? Health.degraded(DatabaseProblems.flapping(outages.lately(), outages.window()))
            : Health.up();
    return answer
        .detail("version", connected.version())
        .detail("epoch", connected.epoch())
        .detail("latencyMs", prober.latency().toNanos() / 1e6);
  }
}
