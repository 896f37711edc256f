package dev.holdfast.memorywatchdog.problem;

import java.time.Duration;

/** Formats figures for people. */
public final class FigureFormat {
  private static final long MINUTES = 120;
  private static final long HOURS = 48;

  private FigureFormat() {}

  /**
   * A time in one unit, rounded to the nearest: 45 s, 100 min, 30 h, 12 days. An hour less a
   * millisecond is 60 min.
   */
  public static String time(Duration time) {
    long seconds = time.plusMillis(500).toSeconds();
    if (seconds < MINUTES) {
      return seconds + " s";
    }
    long minutes = time.plusSeconds(30).toMinutes();
    if (minutes < MINUTES) {
      return minutes + " min";
    }
    long hours = time.plusMinutes(30).toHours();
    return hours < HOURS ? hours + " h" : time.plusHours(12).toDays() + " days";
  }

  public static String percent(double share) {
    return Math.round(share * 100) + " %";
  }
}
