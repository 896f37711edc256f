package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1, 1 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1500, 1500 B",
    "1536, 1536 B",
    "12000, 11.7 KiB",
    "67108864, 64 MiB",
    "67108865, 64.0 MiB",
    "8589934592, 8 GiB",
    "1152921504606846976, 1 EiB",
    "9223372036854775807, 8.0 EiB"
  })
  void isShownInTheLargestUnitThatFits(long bytes, String shown) {
    assertThat(new Size(bytes)).hasToString(shown);
  }

  @Test
  void isShownTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(new Size(12_000)).hasToString("11.7 KiB");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void isNeverNegative() {
    assertThatThrownBy(() -> new Size(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void doesNotOverflow() {
    assertThat(Size.ofMebibytes(64).bytes()).isEqualTo(67_108_864);
    assertThatThrownBy(() -> Size.ofMebibytes(1L << 50)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new Size(1L << 31).toInt()).isInstanceOf(ArithmeticException.class);
    assertThat(new Size(Integer.MAX_VALUE).toInt()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void isOrderedByBytes() {
    assertThat(new Size(1)).isLessThan(new Size(2)).isEqualByComparingTo(new Size(1));
  }
}
