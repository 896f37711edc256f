package dev.holdfast.server.metrics.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
  private static final long SEED = 20_260_101;
  private static final int MANY = 1_000_000;

  private static String text(double value) {
    byte[] bytes = new byte[3 + NumberText.MOST];
    return new String(bytes, 3, NumberText.put(value, bytes, 3) - 3, UTF_8);
  }

  private static String text(long value) {
    byte[] bytes = new byte[NumberText.MOST];
    return new String(bytes, 0, NumberText.put(value, bytes, 0), UTF_8);
  }

  private static void same(DoubleStream values) {
    values.forEach(value -> {
      // Not an assertion for each: there are millions.
      if (!text(value).equals(Double.toString(value))) {
        assertThat(text(value)).isEqualTo(Double.toString(value));
      }
    });
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        1,
        -1,
        0.1,
        0.001,
        9.999e-4,
        1e-3,
        9_999_999,
        1e7,
        -1e7,
        12_345_678,
        1.5e7,
        9e14,
        999_999_999_999_999d,
        1e15,
        1e16,
        1.234567890123456e17,
        0x1p53,
        0x1p63,
        -0x1p63,
        1e300,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        -2.2250738585072014E-308,
        Double.NaN
      })
  void aDoubleIsWrittenAsJavaWritesIt(double value) {
    assertThat(text(value)).isEqualTo(Double.toString(value));
  }

  @Test
  void infinitiesAreThoseOfPrometheus() {
    assertThat(text(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    assertThat(text(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
  }

  @Test
  void wholeNumbersOfEachLengthAreWrittenAsJavaWritesThem() {
    Random random = new Random(SEED);
    same(random.longs(MANY).mapToDouble(bits -> (double) (bits >> random.nextInt(Long.SIZE - 1))));
    same(LongStream.rangeClosed(-11_000, 11_000).mapToDouble(value -> value));
    same(
        LongStream.iterate(1, power -> power < 1_000_000_000_000_000_000L, power -> power * 10)
            .flatMap(power -> LongStream.of(power - 1, power, power + 1, -power, 12 * power))
            .mapToDouble(value -> value));
  }

  @Test
  void anyDoubleIsWrittenAsJavaWritesIt() {
    same(
        new Random(SEED)
            .longs(MANY)
            .mapToDouble(Double::longBitsToDouble)
            .filter(value -> !Double.isInfinite(value)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 9, 10, 99, -1, -10, Long.MAX_VALUE, -Long.MAX_VALUE, Long.MIN_VALUE})
  void aCountIsWrittenAsJavaWritesIt(long value) {
    assertThat(text(value)).isEqualTo(Long.toString(value));
  }
}
