package dev.holdfast.console;

import java.time.Duration;

/** Durations for people to read. */
final class SpokenTime {
  private SpokenTime() {}

  /** {@code 12 s}, {@code 3.5 min}, {@code 2.0 h}. */
  static String of(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    if (seconds < 120) {
      return "%d s".formatted(Math.round(seconds));
    }
    return seconds < 7200 ? "%.1f min".formatted(seconds / 60) : "%.1f h".formatted(seconds / 3600);
  }
}
