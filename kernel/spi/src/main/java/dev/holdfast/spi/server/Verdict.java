package dev.holdfast.spi.server;

import dev.holdfast.spi.Health;
import io.helidon.health.HealthCheckResponse;

/** The result of a health check, worst last. */
public enum Verdict {
  UP,
  /** It works, but somebody should look. */
  DEGRADED,
  DOWN;

  /** What an answer of a health check comes to; see {@link Health}. */
  public static Verdict of(HealthCheckResponse response) {
    if (response.status() != HealthCheckResponse.Status.UP) {
      return DOWN;
    }
    return Boolean.TRUE.equals(response.details().get(Health.DEGRADED)) ? DEGRADED : UP;
  }

  /** The worse of the two. */
  public Verdict worse(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
