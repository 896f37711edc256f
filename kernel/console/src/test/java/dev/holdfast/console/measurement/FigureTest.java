package dev.holdfast.console.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FigureTest {
  @Test
  void aFigureIsHeldAgainstItsLimit() {
    assertThat(new Figure("x", 50, "/s", 200.0).ratio()).isEqualTo(0.25);
    assertThat(new Figure("x", 50, "/s", null).ratio()).isNull();
  }
}
