package dev.holdfast.memorywatchdog;

import dev.holdfast.memorywatchdog.sensor.ResourceWatch;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /health/resources}: files, threads, disk, clock. */
record ResourceHealth(ResourceWatch resources) implements HealthCheck {
  @Override
  public String name() {
    return "resources";
  }

  @Override
  public HealthCheckResponse call() {
    List<Problem> troubles = List.copyOf(resources.troubles());
    HealthCheckResponse.Builder answer =
        troubles.isEmpty() ? Health.up() : Health.degraded(troubles.getFirst());
    if (troubles.size() > 1) {
      answer.detail("troubles", troubles.stream().map(Problem::sentence).toList());
    }
    details().forEach(answer::detail);
    return answer.build();
  }

  Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    resources.describe(details);
    return details;
  }
}
