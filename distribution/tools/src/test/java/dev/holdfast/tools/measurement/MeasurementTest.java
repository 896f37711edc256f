package dev.holdfast.tools.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MeasurementTest {
  @Test
  void aFigureIsHeldAgainstItsLimit() {
    assertThat(new Measurement("x", 50, "/s", 200.0).ratio()).isEqualTo(0.25);
    assertThat(new Measurement("x", 50, "/s", null).ratio()).isNull();
  }
}
