package dev.holdfast.tools.drill.siege;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
  @Test
  void tellsWhatTheHostTookMeanwhile() {
    ProcessorTime before = ProcessorTime.parse("cpu  100 0 50 800 10 0 5 35 0 0").orElseThrow();
    ProcessorTime after = ProcessorTime.parse("cpu  150 0 70 810 10 0 5 55 7 0").orElseThrow();
    assertThat(before).isEqualTo(new ProcessorTime(35, 1000));
    assertThat(after.stolenSince(before)).isEqualTo(20);
    assertThat(after.stolenSince(after)).isZero();
  }

  @Test
  void anotherFormIsUnknown() {
    assertThat(ProcessorTime.parse("cpu  1 2 3")).isEmpty();
    assertThat(ProcessorTime.parse("intr 1 2 3 4 5 6 7 8 9")).isEmpty();
    assertThat(ProcessorTime.parse("")).isEmpty();
  }
}
