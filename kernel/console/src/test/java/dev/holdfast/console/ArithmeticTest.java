package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ArithmeticTest {
  @Test
  void percentilesAreOfTheNearestRank() {
    Latencies latencies = new Latencies();
    for (int i = 2000; i >= 1; i--) {
      latencies.add(i * 1_000_000L);
    }
    assertThat(latencies.percentile(50)).isEqualTo(1000);
    assertThat(latencies.percentile(99)).isEqualTo(1980);
    assertThat(latencies.percentile(99.9)).isEqualTo(1998);
    assertThat(latencies.max()).isEqualTo(2000);
    assertThat(latencies.mean()).isCloseTo(1000.5, within(1e-9));
  }

  @Test
  void aTimeThatComesAfterAQuestionCountsToo() {
    Latencies latencies = new Latencies();
    latencies.add(5_000_000);
    assertThat(latencies.max()).isEqualTo(5);
    latencies.add(1_000_000);
    assertThat(latencies.percentile(50)).isEqualTo(1);
  }

  @Test
  void nothingMeasuredIsZero() {
    assertThat(new Latencies().percentile(99)).isZero();
    assertThat(new Latencies().mean()).isZero();
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

  @Test
  void aFigureIsHeldAgainstItsLimit() {
    assertThat(new Figure("x", 50, "/s", 200.0).ratio()).isEqualTo(0.25);
    assertThat(new Figure("x", 50, "/s", null).ratio()).isNull();
  }

  @Test
  void processorTimeIsReadBehindANameWithSpaces() {
    String stat = "12 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 33";
    assertThat(ProcessFigures.cpuSeconds(stat)).hasValue(2.0);
    assertThat(ProcessFigures.cpuSeconds("12 (a) S")).isEmpty();
  }
}
