package dev.holdfast.tools.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SoakResultTest {
  @Test
  void theVerdictOfASoakNamesWhatGrew() {
    Trend flat = new Trend();
    Trend growing = new Trend();
    for (int i = 0; i < 20; i++) {
      flat.add(i, 30);
      growing.add(i, 30 + i);
    }
    assertThat(new SoakResult(flat, flat, flat, flat, 10, 10, 200).holds()).isTrue();
    assertThat(new SoakResult(flat, growing, flat, flat, 10, 10, 200).complaints())
        .containsExactly("threads grew from 39 to 49");
    assertThat(new SoakResult(flat, flat, flat, flat, 10, 9, 30).complaints()).hasSize(2);
  }
}
