package dev.holdfast.tools.measurement;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One measured quantity.
 *
 * @param limit the machine's own limit for it, measured in the same run; null when it has none
 */
record Measurement(String name, double value, String unit, @Nullable Double limit) {
  /** The share of the limit that was reached; null without a limit. */
  @Nullable Double ratio() {
    return limit == null || limit == 0 ? null : value / limit;
  }

  String line() {
    Double ratio = ratio();
    String start = String.format(Locale.ROOT, "%-46s %,14.2f %-9s", name, value, unit);
    return ratio == null
        ? start
        : start + String.format(Locale.ROOT, " %,14.2f %8.1f %%", limit, ratio * 100);
  }
}
