package dev.holdfast.config.value;

import dev.holdfast.spi.Size;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers with a unit. */
final class Quantities {
  /** Eighteen digits, so that a hostile text costs nothing. */
  private static final Pattern QUANTITY =
      Pattern.compile("([+-]?\\d{1,18}(?:\\.\\d{1,18})?)\\s*(\\p{L}*)");

  private static final String DURATION_UNITS = "ns, us, ms, s, min, h, d";
  private static final String SIZE_UNITS = "B, kB, MB, GB, TB, KiB, MiB, GiB, TiB";
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(1_000_000_000_000L);

  private Quantities() {}

  static Duration duration(String text) throws InvalidValue {
    Matcher parts = parts(text, "a duration such as 10 s");
    String unit = parts.group(2);
    if (unit.isEmpty()) {
      throw new InvalidValue("needs a unit", "Units of a duration: " + DURATION_UNITS + ".");
    }
    @Nullable BigDecimal factor = seconds(unit);
    if (factor == null) {
      throw unknown(unit, "duration", DURATION_UNITS);
    }
    BigDecimal seconds = number(parts, "a duration").multiply(factor);
    if (seconds.compareTo(LONGEST_SECONDS) > 0) {
      throw new InvalidValue("is too long", "");
    }
    BigInteger nanos = seconds.movePointRight(9).setScale(0, RoundingMode.DOWN).toBigInteger();
    BigInteger[] split = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
    return Duration.ofSeconds(split[0].longValueExact(), split[1].longValueExact());
  }

  private static @Nullable BigDecimal seconds(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "ns", "nano", "nanos", "nanosecond", "nanoseconds" -> BigDecimal.ONE.movePointLeft(9);
      case "us", "micro", "micros", "microsecond", "microseconds" ->
          BigDecimal.ONE.movePointLeft(6);
      case "ms", "milli", "millis", "millisecond", "milliseconds" ->
          BigDecimal.ONE.movePointLeft(3);
      case "s", "second", "seconds" -> BigDecimal.ONE;
      case "m", "min", "minute", "minutes" -> BigDecimal.valueOf(60);
      case "h", "hour", "hours" -> BigDecimal.valueOf(3600);
      case "d", "day", "days" -> BigDecimal.valueOf(86_400);
      default -> null;
    };
  }

  static Size size(String text) throws InvalidValue {
    Matcher parts = parts(text, "a size such as 64 MiB");
    @Nullable Long factor =
        Map.of(
                "",
                1L,
                "b",
                1L,
                "kb",
                1_000L,
                "mb",
                1_000_000L,
                "gb",
                1_000_000_000L,
                "tb",
                1_000_000_000_000L,
                "kib",
                1L << 10,
                "mib",
                1L << 20,
                "gib",
                1L << 30,
                "tib",
                1L << 40)
            .get(parts.group(2).toLowerCase(Locale.ROOT));
    if (factor == null) {
      throw unknown(parts.group(2), "size", SIZE_UNITS);
    }
    BigDecimal bytes = number(parts, "a size").multiply(BigDecimal.valueOf(factor));
    try {
      return new Size(bytes.longValueExact());
    } catch (ArithmeticException e) {
      throw new InvalidValue("must be a whole number of bytes below 8 EiB", "");
    }
  }

  private static InvalidValue unknown(String unit, String of, String units) {
    String meant =
        Spelling.nearest(unit, List.of(units.split(", ")))
            .map(word -> " instead of '" + word + "'")
            .orElse("");
    return new InvalidValue(
        "has the unknown unit '" + unit + "'" + meant, "Units of a " + of + ": " + units + ".");
  }

  private static Matcher parts(String text, String expected) throws InvalidValue {
    Matcher parts = QUANTITY.matcher(text.strip());
    if (!parts.matches()) {
      throw new InvalidValue("must be " + expected, "");
    }
    return parts;
  }

  private static BigDecimal number(Matcher parts, String what) throws InvalidValue {
    BigDecimal number = new BigDecimal(parts.group(1));
    if (number.signum() < 0) {
      throw new InvalidValue("must not be negative: it is " + what, "");
    }
    return number;
  }
}
