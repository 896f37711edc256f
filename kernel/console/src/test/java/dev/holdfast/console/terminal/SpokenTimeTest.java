package dev.holdfast.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpokenTimeTest {

  @Test
  void anInstantIsShownToTheSecond() {
    assertThat(SpokenTime.second("2026-03-01T10:00:00.123456789Z"))
        .isEqualTo("2026-03-01T10:00:00Z");
    assertThat(SpokenTime.second("2026-03-01T10:00:00Z")).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(SpokenTime.second("2026-03-01T10:00:00.5+01:00"))
        .isEqualTo("2026-03-01T10:00:00+01:00");
    assertThat(SpokenTime.second("")).isEmpty();
  }
}
