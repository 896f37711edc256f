package dev.holdfast.database.pool;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;

/**
 * Reports the findings of {@link PoolWatch} as a health check; a leak first, for it explains the
 * waiters.
 */
record PoolHealth(PoolWatch watch, PoolMeters meters, HighWaterMarks marks) implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    Problem leak = watch.leak();
    Problem busy = watch.busy();
    HealthCheckResponse.Builder answer =
        leak != null ? Health.degraded(leak) : busy != null ? Health.degraded(busy) : Health.up();
    if (leak != null && busy != null) {
      answer.detail("waiters", busy.why());
    }
    PoolMeters.Figures figures = meters.figures();
    return answer
        .detail("active", figures.active())
        .detail("idle", figures.idle())
        .detail("waiting", figures.waiting())
        .detail("max", figures.max())
        .detail("peakActive", marks.sinceStart().active())
        .detail("peakWaiting", marks.sinceStart().waiting())
        .detail("peakActiveLastHour", marks.lastHour().active())
        .detail("peakWaitingLastHour", marks.lastHour().waiting())
        .build();
  }
}
