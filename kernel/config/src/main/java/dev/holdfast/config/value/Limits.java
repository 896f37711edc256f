package dev.holdfast.config.value;

import dev.holdfast.spi.Range;
import org.jspecify.annotations.Nullable;

/** Holds values against {@link Range}. */
public final class Limits {
  private Limits() {}

  public static void check(Class<?> type, @Nullable Range range, Object value) throws InvalidValue {
    if (range == null) {
      return;
    }
    boolean low = !range.min().isEmpty() && compare(value, limit(type, range.min())) < 0;
    boolean high = !range.max().isEmpty() && compare(value, limit(type, range.max())) > 0;
    if (low || high) {
      throw new InvalidValue("must be " + words(range), "");
    }
  }

  /** {@code from 1 s to 1 h}; empty when there is no limit. */
  public static String words(@Nullable Range range) {
    if (range == null || (range.min().isEmpty() && range.max().isEmpty())) {
      return "";
    }
    if (range.min().isEmpty()) {
      return "at most " + range.max();
    }
    return range.max().isEmpty()
        ? "at least " + range.min()
        : "from " + range.min() + " to " + range.max();
  }

  private static Object limit(Class<?> type, String text) throws InvalidValue {
    try {
      return Scalars.convert(type, text);
    } catch (InvalidValue e) {
      throw new InvalidValue(
          "has the limit '" + text + "' that cannot be read",
          "This is a mistake in the plugin; tell its author.");
    }
  }

  /** Both are of the same type, which {@link Scalars#convert} made. */
  @SuppressWarnings("unchecked")
  private static int compare(Object value, Object limit) throws InvalidValue {
    if (value instanceof Comparable<?> comparable) {
      return ((Comparable<Object>) comparable).compareTo(limit);
    }
    throw new InvalidValue("has a limit but no order", "");
  }
}
