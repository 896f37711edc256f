package dev.holdfast.config.value;

import dev.holdfast.spi.Range;
import org.jspecify.annotations.Nullable;

/** Holds values against {@link Range}. */
public final class Limits {
  private Limits() {}

  public static void check(Class<?> type, @Nullable Range range, Object value) throws Unfit {
    if (range == null) {
      return;
    }
    boolean low = !range.min().isEmpty() && compare(value, limit(type, range.min())) < 0;
    boolean high = !range.max().isEmpty() && compare(value, limit(type, range.max())) > 0;
    if (low || high) {
      throw new Unfit("must be " + words(range), "");
    }
  }

  private static String words(Range range) {
    if (range.min().isEmpty()) {
      return "at most " + range.max();
    }
    return range.max().isEmpty()
        ? "at least " + range.min()
        : "from " + range.min() + " to " + range.max();
  }

  private static Object limit(Class<?> type, String text) throws Unfit {
    try {
      return Scalars.convert(type, text);
    } catch (Unfit e) {
      throw new Unfit(
          "has the limit '" + text + "' that cannot be read",
          "This is a mistake in the plugin; tell its author.");
    }
  }

  /** Both are of the same type, which {@link Scalars#convert} made. */
  @SuppressWarnings("unchecked")
  private static int compare(Object value, Object limit) throws Unfit {
    if (value instanceof Comparable<?> comparable) {
      return ((Comparable<Object>) comparable).compareTo(limit);
    }
    throw new Unfit("has a limit but no order", "");
  }
}
