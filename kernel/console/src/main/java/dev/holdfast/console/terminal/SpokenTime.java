package dev.holdfast.console.terminal;

import java.time.Duration;
import java.util.Locale;

/** Durations for people to read. */
public final class SpokenTime {
  private SpokenTime() {}

  /** An instant of an answer, to the second: a person compares no more. */
  public static String second(String instant) {
    return instant.replaceFirst("\\.\\d+(?=Z|[+-]\\d\\d:?\\d\\d|$)", "");
  }

  /** {@code 12 s}, {@code 3.5 min}, {@code 2.0 h}. */
  public static String of(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%d s", Math.round(seconds));
    }
    return seconds < 7200
        ? String.format(Locale.ROOT, "%.1f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
