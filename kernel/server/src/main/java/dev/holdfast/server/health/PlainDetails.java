package dev.holdfast.server.health;

import dev.holdfast.spi.PlainText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies the details of a health check, which are objects of foreign code, to values of the JDK
 * that nobody can change and that can be written as JSON on any thread: null-free maps and lists of
 * texts, booleans and numbers.
 *
 * <p>It runs on the check's own thread within the check's own time limit. What cannot be copied, or
 * is more than is allowed, is a failure of the check.
 */
final class PlainDetails {
  private final HealthConfig limits;
  private long bytes;
  private int values;

  private PlainDetails(HealthConfig limits) {
    this.limits = limits;
  }

  /**
   * Copies.
   *
   * @throws IllegalArgumentException they cannot be shown; the sentence says which and why
   */
  static Map<String, Object> of(@Nullable Map<?, ?> details, HealthConfig limits) {
    return Collections.unmodifiableMap(
        new TreeMap<>(
            new PlainDetails(limits).map("details", 1, details == null ? Map.of() : details)));
  }

  private Map<String, Object> map(String path, int depth, Map<?, ?> map) {
    checkDepth(path, depth);
    Map<String, Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = text(path, entry.getKey());
      copy.put(key, value(path + "." + PlainText.clean(key, 40), depth, entry.getValue()));
    }
    return Collections.unmodifiableMap(copy);
  }

  private List<Object> list(String path, int depth, Iterable<?> elements) {
    checkDepth(path, depth);
    List<Object> copy = new ArrayList<>();
    for (Object element : elements) {
      copy.add(value(path + "[" + copy.size() + "]", depth, element));
    }
    return Collections.unmodifiableList(copy);
  }

  private Object value(String path, int depth, @Nullable Object value) {
    if (++values > limits.detailCount()) {
      throw new IllegalArgumentException(
          "it has more than " + limits.detailCount() + " details (health.detail-count)");
    }
    return switch (value) {
      case null -> text(path, "null");
      case Boolean flag -> flag;
      case Integer number -> number;
      case Long number -> number;
      case Short number -> number.intValue();
      case Byte number -> number.intValue();
      case Double number -> finite(path, number);
      case Float number -> finite(path, number.doubleValue());
      case BigInteger number -> number(path, number, number.bitLength());
      case BigDecimal number -> number(path, number, number.unscaledValue().bitLength());
      case Map<?, ?> map -> map(path, depth + 1, map);
      case Collection<?> list -> list(path, depth + 1, list);
      case Object[] array -> list(path, depth + 1, Arrays.asList(array));
      case Optional<?> optional -> value(path, depth + 1, optional.orElse(null));
      default -> text(path, value);
    };
  }

  /** Turning millions of digits into text takes minutes, so their number is looked at first. */
  private Object number(String path, Number number, long bits) {
    if (bits / 4 > limits.detailBytes().bytes()) {
      throw tooLong(path);
    }
    return new BigDecimal(text(path, number));
  }

  private IllegalArgumentException tooLong(String path) {
    return new IllegalArgumentException(
        path + " is beyond the " + limits.detailBytes() + " of all details (health.detail-bytes)");
  }

  private static Double finite(String path, double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(path + " is " + number);
    }
    return number;
  }

  private String text(String path, @Nullable Object value) {
    String text;
    try {
      text = String.valueOf(value);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(path + " cannot be read: " + PlainText.of(e, 200), e);
    }
    // As many as UTF-8 needs at most, without a copy of what may be far too long.
    bytes += text.length() < limits.detailBytes().bytes() ? utf8(text) : text.length();
    if (bytes > limits.detailBytes().bytes()) {
      throw tooLong(path);
    }
    return PlainText.clean(text, text.length() + 1);
  }

  private static long utf8(String text) {
    return text.chars().mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : 3).sum();
  }

  private void checkDepth(String path, int depth) {
    if (depth > limits.detailDepth()) {
      throw new IllegalArgumentException(
          PlainText.clean(path, 200)
              + " is nested deeper than "
              + limits.detailDepth()
              + " (health.detail-depth)");
    }
  }
}
