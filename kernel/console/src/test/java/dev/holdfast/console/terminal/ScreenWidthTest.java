package dev.holdfast.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ScreenWidthTest {

  private static int columns(String given, OptionalInt terminal) {
    return ScreenWidth.columns(Map.of("COLUMNS", given), () -> terminal);
  }

  @Test
  void whatColumnsSaysComesFirstThenTheTerminalThenEighty() {
    assertThat(columns("100", OptionalInt.of(132))).isEqualTo(100);
    assertThat(columns("", OptionalInt.of(132))).isEqualTo(132);
    assertThat(columns("wide", OptionalInt.empty())).isEqualTo(80);
    assertThat(ScreenWidth.columns(Map.of(), OptionalInt::empty)).isEqualTo(80);
  }

  @Test
  void whatIsNoScreenIsNotBelieved() {
    assertThat(columns("1", OptionalInt.empty())).isEqualTo(55);
    assertThat(columns("99999", OptionalInt.empty())).isEqualTo(1000);
    assertThat(columns("0", OptionalInt.of(90))).isEqualTo(90);
  }

  @Test
  void sttySaysRowsAndColumns() {
    assertThat(ScreenWidth.columns("24 80\n")).hasValue(80);
    assertThat(ScreenWidth.columns("0 0\n")).isEmpty();
    assertThat(ScreenWidth.columns("stty: not a tty")).isEmpty();
  }
}
