package dev.holdfast.database;

import dev.holdfast.spi.Health;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;

/** The prober's knowledge as a health check; asks nobody. */
record ConnectionHealth(Target target, Prober prober, PoolMeters meters) implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    DatabaseState state = prober.state();
    HealthCheckResponse.Builder answer =
        switch (state) {
          case DatabaseState.Connected connected -> connected(connected);
          case DatabaseState.Down down ->
              Health.down(down.problem()).detail("failedAttempts", down.attempts());
        };
    PoolMeters.Figures figures = meters.figures();
    return answer
        .detail("state", state.word())
        .detail("since", state.since().toString())
        .detail("product", target.product())
        .detail("place", target.place())
        .detail("poolActive", figures.active())
        .detail("poolIdle", figures.idle())
        .detail("poolWaiting", figures.waiting())
        .detail("poolMax", figures.max())
        .build();
  }

  private HealthCheckResponse.Builder connected(DatabaseState.Connected connected) {
    return Health.up()
        .detail("version", connected.version())
        .detail("epoch", connected.epoch())
        .detail("latencyMs", prober.latency().toNanos() / 1e6);
  }
}
