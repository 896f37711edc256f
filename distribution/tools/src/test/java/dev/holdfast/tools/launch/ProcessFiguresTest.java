package dev.holdfast.tools.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessFiguresTest {
  @Test
  void processorTimeIsReadBehindANameWithSpaces() {
    String stat = "12 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 33";
    assertThat(ProcessFigures.cpuSeconds(stat)).hasValue(2.0);
    assertThat(ProcessFigures.cpuSeconds("12 (a) S")).isEmpty();
  }
}
