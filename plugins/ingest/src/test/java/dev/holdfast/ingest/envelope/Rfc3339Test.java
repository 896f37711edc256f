package dev.holdfast.ingest.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Rfc3339Test {
  @ParameterizedTest
  @CsvSource({
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
    "2024-02-29t12:00:00z, 2024-02-29T12:00:00Z",
    "2026-01-01T00:00:00.1234567891+00:30, 2025-12-31T23:30:00.123456789Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "0000-01-01T00:00:00-23:59, 0000-01-01T23:59:00Z",
    "9999-12-31T23:59:60+00:01, 9999-12-31T23:59:00Z",
    "2026-01-01 00:00:00-23:59, 2026-01-01T23:59:00Z"
  })
  void readsDateTimes(String text, Instant instant) {
    assertThat(Rfc3339.parse(text)).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+0100",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00Zx",
        "2026-01-01T00:00:00.123456",
        "10000-01-01T00:00:00Z",
        "-001-01-01T00:00:00Z",
        "2026-01-01X00:00:00Z",
        "0000-01-01T00:00:00+23:59",
        "9999-12-31T23:59:60Z",
        "٢٠٢٦-01-01T00:00:00Z"
      })
  void refusesEverythingElse(String text) {
    assertThat(Rfc3339.parse(text)).isNull();
  }
}
