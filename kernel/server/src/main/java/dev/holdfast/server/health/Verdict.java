package dev.holdfast.server.health;

import dev.holdfast.spi.Health;
import io.helidon.health.HealthCheckResponse;

/** How well something is, worst last. */
public enum Verdict {
  UP,
  DEGRADED,
  DOWN;

  static Verdict of(HealthCheckResponse response) {
    if (response.status() != HealthCheckResponse.Status.UP) {
      return DOWN;
    }
    return Boolean.TRUE.equals(response.details().get(Health.DEGRADED)) ? DEGRADED : UP;
  }

  Verdict worse(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
