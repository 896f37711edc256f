package dev.holdfast.tools.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class TrendOfARunTest {
  @Test
  void aTrendOfNothingIsFlat() {
    assertThat(new Trend().perHour()).isZero();
  }

  @Test
  void theSlopeIsThatOfTheLineThroughThePoints() {
    Trend trend = new Trend();
    for (int second = 0; second < 600; second += 5) {
      double noise = second % 10 == 0 ? 1 : -1;
      trend.add(second, 50 + second * 0.01 + noise);
    }
    assertThat(trend.perHour()).isCloseTo(36, within(1.0));
    assertThat(trend.since(300).first()).isCloseTo(54, within(1e-9));
  }

  @Test
  void theTroughsOfASawAreFlat() {
    Trend saw = new Trend();
    for (int i = 0; i < 100; i++) {
      saw.add(i, 40 + i % 10 * 5);
    }
    Trend troughs = saw.troughs(10);
    assertThat(troughs.count()).isEqualTo(10);
    assertThat(troughs.max()).isEqualTo(40);
    assertThat(troughs.perHour()).isZero();
  }
}
