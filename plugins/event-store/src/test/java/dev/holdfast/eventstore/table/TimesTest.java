package dev.holdfast.eventstore.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T23:59:59.123456789Z, 2026-01-31T23:59:59.123456Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000000Z",
    "0000-06-01T00:00:00Z, 0001-06-01 00:00:00.000000+00 BC",
    "0000-02-29T00:00:00Z, 0001-02-29 00:00:00.000000+00 BC",
    "-0043-03-15T12:00:00Z, 0044-03-15 12:00:00.000000+00 BC",
    "+12026-01-01T00:00:00Z, 12026-01-01T00:00:00.000000Z"
  })
  void writesWhatPostgresReads(Instant instant, String text) {
    assertThat(Times.postgres(instant)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T23:59:59.123456789Z, 2026-01-31T23:59:59.123456Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000000Z",
    "+12026-01-01T00:00:00Z, +12026-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z, -0001-01-01T00:00:00Z"
  })
  void writesTextThatSorts(Instant instant, String text) {
    assertThat(Times.sortable(instant)).isEqualTo(text);
  }
}
