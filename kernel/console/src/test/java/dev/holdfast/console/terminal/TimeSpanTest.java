package dev.holdfast.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class TimeSpanTest {
  @ParameterizedTest
  @CsvSource({
    "500ms,500ms",
    "0.5 s,500ms",
    "1.5h,90m",
    "90s,90s",
    "120s,2m",
    "10m,10m",
    "10 m,10m",
    "90m,90m",
    "2h,2h",
    "1d,24h",
    "0s,0ms"
  })
  void readsAndWritesTimesAsPeopleTypeThem(String typed, String shown) {
    assertThat(TimeSpan.text(new TimeSpan().convert(typed))).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "m", "-1s", "1.s", "10 minutes", "9999999999s", ""})
  void whatIsNoTimeIsRefused(String typed) {
    assertThatThrownBy(() -> new TimeSpan().convert(typed))
        .isInstanceOf(TypeConversionException.class);
  }
}
