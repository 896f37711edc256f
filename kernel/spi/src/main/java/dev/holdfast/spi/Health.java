package dev.holdfast.spi;

import io.helidon.health.HealthCheckResponse;

/**
 * The three answers of a health check, as Helidon's responses. A degraded response is UP with the
 * detail {@value #DEGRADED}; the kernel recognises the detail and shows it.
 */
public final class Health {
  /** The detail that marks a degraded answer; true. */
  public static final String DEGRADED = "degraded";

  /** The detail that holds the reason. */
  public static final String REASON = "reason";

  /** The detail that holds what to do. */
  public static final String HINT = "hint";

  private Health() {}

  /** All is well. Details may be added. */
  public static HealthCheckResponse.Builder up() {
    return HealthCheckResponse.builder().status(HealthCheckResponse.Status.UP);
  }

  /** It works, but somebody should look: answered with 200. */
  public static HealthCheckResponse.Builder degraded(String reason) {
    return up().detail(DEGRADED, true).detail(REASON, reason);
  }

  /** As {@link #degraded(String)}, with the code and the remedy of a problem. */
  public static HealthCheckResponse.Builder degraded(Problem problem) {
    return explain(up().detail(DEGRADED, true), problem);
  }

  /** It does not work: answered with 503. */
  public static HealthCheckResponse.Builder down(String reason) {
    return HealthCheckResponse.builder()
        .status(HealthCheckResponse.Status.DOWN)
        .detail(REASON, reason);
  }

  /** As {@link #down(String)}, with the code and the remedy of a problem. */
  public static HealthCheckResponse.Builder down(Problem problem) {
    return explain(HealthCheckResponse.builder().status(HealthCheckResponse.Status.DOWN), problem);
  }

  private static HealthCheckResponse.Builder explain(
      HealthCheckResponse.Builder response, Problem problem) {
    response.detail("code", problem.code()).detail(REASON, problem.reason());
    return problem.remedy().isEmpty() ? response : response.detail(HINT, problem.remedy());
  }
}
