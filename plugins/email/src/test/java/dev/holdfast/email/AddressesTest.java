package dev.holdfast.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anna@hut.example|anna@hut.example",
        "Hütte <a@hut.example>|=?UTF-8?Q?H=C3=BCtte?= <a@hut.example>",
        "\"Müller, Anna\" <a@hut.example>|=?UTF-8?Q?M=C3=BCller=2C_Anna?= <a@hut.example>",
        "a@hütte.example|a@xn--htte-0ra.example",
        "Sternwarte 東京 <a@東京.example>|=?UTF-8?Q?Sternwarte_=E6=9D=B1=E4=BA=AC?= <a@xn--1lqs71d.example>",
      })
  void anAddressIsWrittenInAscii(String text, String written) {
    assertThat(Addresses.of("from", text).toString()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hütte@hut.example",
        "Anna <jürgen@hut.example>",
        "not an address",
        "a@b@c.example",
        "a@",
        "a@hütte example",
        "a@hut.example\nBcc: x@evil.example",
        "Anna\r\nBcc: x@evil.example <a@hut.example>"
      })
  void whatNoServerTakesIsRefused(String text) {
    assertThatThrownBy(() -> Addresses.of("from", text))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-MAIL-001")
        .hasMessageContaining("from = ");
  }

  @Test
  void theReasonNamesWhatIsMissing() {
    assertThatThrownBy(() -> Addresses.of("to", "hütte@hut.example"))
        .hasMessageContaining("SMTPUTF8");
  }
}
