package dev.holdfast.config.value;

import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types that one text becomes. */
public final class Scalars {
  private static final Map<Class<?>, String> EXPECTED =
      Map.ofEntries(
          Map.entry(boolean.class, "true or false"),
          Map.entry(Boolean.class, "true or false"),
          Map.entry(int.class, "a whole number"),
          Map.entry(Integer.class, "a whole number"),
          Map.entry(long.class, "a whole number"),
          Map.entry(Long.class, "a whole number"),
          Map.entry(double.class, "a number"),
          Map.entry(Double.class, "a number"),
          Map.entry(String.class, "a text"),
          Map.entry(Duration.class, "a duration such as 10 s"),
          Map.entry(Size.class, "a size such as 64 MiB"),
          Map.entry(Path.class, "a path"),
          Map.entry(URI.class, "a URI"),
          Map.entry(Secret.class, "a text"));

  private Scalars() {}

  public static boolean known(Class<?> type) {
    return type.isEnum() || EXPECTED.containsKey(type);
  }

  /** What belongs there, in words. */
  public static String expected(Class<?> type) {
    return type.isEnum()
        ? "one of " + String.join(", ", names(type))
        : EXPECTED.getOrDefault(type, type.getSimpleName());
  }

  public static Object convert(Class<?> type, String text) throws InvalidValue {
    if (type.isEnum()) {
      return constant(type, text);
    }
    if (type == String.class) {
      return text;
    } else if (type == Secret.class) {
      return new Secret(text);
    } else if (type == Duration.class) {
      return Quantities.duration(text);
    } else if (type == Size.class) {
      return Quantities.size(text);
    } else if (type == boolean.class || type == Boolean.class) {
      return truth(text);
    } else if (type == int.class || type == Integer.class) {
      return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    } else if (type == long.class || type == Long.class) {
      return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (type == double.class || type == Double.class) {
      return real(text);
    }
    return place(type, text);
  }

  private static Object place(Class<?> type, String text) throws InvalidValue {
    try {
      return type == Path.class ? Path.of(text) : new URI(text);
    } catch (InvalidPathException | URISyntaxException e) {
      throw unfit(type);
    }
  }

  private static boolean truth(String text) throws InvalidValue {
    return switch (text.strip()) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw unfit(boolean.class);
    };
  }

  private static long whole(String text, long least, long most) throws InvalidValue {
    BigDecimal number = number(text, int.class);
    try {
      long whole = number.longValueExact();
      if (whole >= least && whole <= most) {
        return whole;
      }
    } catch (ArithmeticException e) {
      if (number.precision() - number.scale() < 19) {
        throw new InvalidValue("must be a whole number, without a fraction", "");
      }
    }
    throw new InvalidValue("must be a whole number from " + least + " to " + most, "");
  }

  private static double real(String text) throws InvalidValue {
    double real = number(text, double.class).doubleValue();
    if (!Double.isFinite(real)) {
      throw unfit(double.class);
    }
    return real;
  }

  private static BigDecimal number(String text, Class<?> type) throws InvalidValue {
    String trimmed = text.strip();
    // BigDecimal's time grows with the square of the digits.
    if (trimmed.length() > 400) {
      throw unfit(type);
    }
    try {
      return new BigDecimal(trimmed);
    } catch (NumberFormatException e) {
      throw unfit(type);
    }
  }

  private static Object constant(Class<?> type, String text) throws InvalidValue {
    @Nullable Object[] constants = type.getEnumConstants();
    String wanted = text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> names = names(type);
    int index = names.indexOf(wanted);
    Object constant = index < 0 || constants == null ? null : constants[index];
    if (constant == null) {
      String meant =
          Spelling.nearest(wanted, names).map(n -> "; did you mean '" + n + "'?").orElse("");
      throw new InvalidValue("must be one of " + String.join(", ", names) + meant, "");
    }
    return constant;
  }

  private static List<String> names(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    return Arrays.stream(constants == null ? new Object[0] : constants)
        .map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }

  private static InvalidValue unfit(Class<?> type) {
    return new InvalidValue("must be " + expected(type), "");
  }
}
