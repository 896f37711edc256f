package dev.holdfast.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketsOnlyTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  BucketsOnlyTest() {
    registry.config().meterFilter(new BucketsOnly());
  }

  @Test
  void aTimerWithBucketsKeepsNoQuantiles() {
    Timer timer =
        Timer.builder("took")
            .publishPercentiles(0.5, 0.99)
            .serviceLevelObjectives(Duration.ofMillis(5))
            .register(registry);
    assertThat(timer.takeSnapshot().percentileValues()).isEmpty();
    assertThat(timer.takeSnapshot().histogramCounts()).hasSize(1);
  }

  @Test
  void aTimerWithoutBucketsKeepsItsQuantiles() {
    Timer timer = Timer.builder("took").publishPercentiles(0.5, 0.99).register(registry);
    assertThat(timer.takeSnapshot().percentileValues()).hasSize(2);
  }
}
