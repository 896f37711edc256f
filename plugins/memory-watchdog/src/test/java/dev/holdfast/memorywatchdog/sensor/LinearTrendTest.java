package dev.holdfast.memorywatchdog.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LinearTrendTest {
  private static final long SECOND = 1_000_000_000L;

  private final LinearTrend trend = new LinearTrend(60, 6);

  @Test
  void aSteadyGrowthIsMeasuredAndItsEndForetold() {
    for (int i = 0; i < 200; i++) {
      trend.add(i * SECOND, 100 + 2.0 * i);
    }
    assertThat(trend.slope()).isCloseTo(2, within(1e-6));
    double last = 100 + 2.0 * 199;
    assertThat(trend.until(last + 120)).hasValue(Duration.ofSeconds(60));
    assertThat(trend.until(last - 120)).isEmpty();
  }

  @Test
  void noiseIsNoTrend() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      trend.add(i * SECOND, 100 + random.nextGaussian());
    }
    assertThat(trend.slope()).isZero();
    assertThat(trend.until(1_000)).isEmpty();
  }

  @Test
  void growthIsSeenThroughNoise() {
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      trend.add(i * SECOND, i + 3 * random.nextGaussian());
    }
    assertThat(trend.slope()).isCloseTo(1, within(0.1));
  }

  @Test
  void fewReadingsAreNoTrend() {
    for (int i = 0; i < 5; i++) {
      trend.add(i * SECOND, i);
    }
    assertThat(trend.slope()).isZero();
  }

  @Test
  void whatIsOldIsForgotten() {
    for (int i = 0; i < 60; i++) {
      trend.add(i * SECOND, 10.0 * i);
    }
    for (int i = 60; i < 120; i++) {
      trend.add(i * SECOND, 600);
    }
    assertThat(trend.slope()).isZero();
  }
}
