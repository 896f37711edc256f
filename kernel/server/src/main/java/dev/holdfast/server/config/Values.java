package dev.holdfast.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one value as one of the types that a configuration record may have. */
final class Values {
  private static final String DURATION_UNITS = "ms, s, m, h or d, as in \"250 ms\"";
  private static final String SIZE_UNITS = "B, KiB, MiB, GiB or kB, MB, GB, as in \"64 MiB\"";

  private Values() {}

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException it is not one of that type or not within the range; the
   *     message is for a person
   */
  static Object read(ConfigValue value, Class<?> type, @Nullable Range range) {
    if (type.isEnum()) {
      return constant(text(value), type);
    }
    return switch (type.getName()) {
      case "boolean" -> flag(value);
      case "int" -> (int) whole(value, range, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "long" -> whole(value, range, Long.MIN_VALUE, Long.MAX_VALUE);
      case "double" -> number(value).doubleValue();
      case "java.lang.String" -> text(value);
      case "java.time.Duration" -> within(duration(value), range, Values::duration);
      case "dev.holdfast.spi.Size" -> within(size(value), range, Values::size);
      case "dev.holdfast.spi.Secret" -> new Secret(text(value));
      case "java.nio.file.Path" -> Path.of(text(value));
      case "java.net.URI" -> URI.create(text(value));
      default ->
          throw new IllegalStateException("no way to read a " + type + " from a configuration");
    };
  }

  private static String text(ConfigValue value) {
    if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
      throw new IllegalArgumentException("must be one value");
    }
    return String.valueOf(value.unwrapped());
  }

  private static boolean flag(ConfigValue value) {
    return switch (text(value).toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default ->
          throw new IllegalArgumentException("must be true or false, not '" + text(value) + "'");
    };
  }

  private static BigDecimal number(ConfigValue value) {
    try {
      return new BigDecimal(text(value).strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number, not '" + text(value) + "'", e);
    }
  }

  private static long whole(ConfigValue value, @Nullable Range range, long min, long max) {
    BigDecimal number = number(value);
    long least = range == null || range.min().isEmpty() ? min : Long.parseLong(range.min());
    long most = range == null || range.max().isEmpty() ? max : Long.parseLong(range.max());
    if (number.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException("must be a whole number, not " + number);
    }
    if (number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new IllegalArgumentException(
          "must be from " + least + " to " + most + ", not " + number);
    }
    return number.longValueExact();
  }

  private static <T extends Comparable<T>> T within(
      T value, @Nullable Range range, java.util.function.Function<ConfigValue, T> reader) {
    if (range == null) {
      return value;
    }
    boolean low =
        !range.min().isEmpty()
            && value.compareTo(reader.apply(ConfigValueFactory.fromAnyRef(range.min()))) < 0;
    boolean high =
        !range.max().isEmpty()
            && value.compareTo(reader.apply(ConfigValueFactory.fromAnyRef(range.max()))) > 0;
    if (low || high) {
      String bounds =
          range.max().isEmpty()
              ? "at least " + range.min()
              : range.min().isEmpty()
                  ? "at most " + range.max()
                  : "from " + range.min() + " to " + range.max();
      throw new IllegalArgumentException("must be " + bounds + ", not " + shown(value));
    }
    return value;
  }

  private static String shown(Object value) {
    return value instanceof Duration duration && duration.toMillis() % 1000 != 0
        ? duration.toMillis() + " ms"
        : value instanceof Duration whole ? whole.toSeconds() + " s" : value.toString();
  }

  private static Duration duration(ConfigValue value) {
    String text = text(value).strip();
    if (text.matches("[0-9.]+") && !text.equals("0")) {
      throw new IllegalArgumentException("needs a unit: " + DURATION_UNITS + ", not " + text);
    }
    try {
      return asConfig(text).getDuration("x");
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "must be a duration in " + DURATION_UNITS + ", not '" + text + "'", e);
    }
  }

  private static Size size(ConfigValue value) {
    String text = text(value).strip();
    try {
      return new Size(asConfig(text).getMemorySize("x").toBytes());
    } catch (ConfigException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be a size in " + SIZE_UNITS + ", not '" + text + "'", e);
    }
  }

  private static Config asConfig(String text) {
    return ConfigValueFactory.fromAnyRef(text).atKey("x");
  }

  private static Object constant(String text, Class<?> type) {
    String wanted = text.strip().replace('-', '_').toUpperCase(Locale.ROOT);
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(wanted)) {
        return constant;
      }
    }
    String allowed =
        Arrays.stream(type.getEnumConstants())
            .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("must be one of " + allowed + ", not '" + text + "'");
  }
}
