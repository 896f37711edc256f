package dev.holdfast.memorywatchdog;

import java.time.Duration;

/** Figures as people say them. */
final class Words {
  private static final long MINUTES = 120;
  private static final long HOURS = 48;

  private Words() {}

  /** Two digits are enough of a forecast: 45 s, 100 min, 30 h, 12 days. */
  static String time(Duration time) {
    if (time.toSeconds() < MINUTES) {
      return time.toSeconds() + " s";
    }
    if (time.toMinutes() < MINUTES) {
      return time.toMinutes() + " min";
    }
    return time.toHours() < HOURS ? time.toHours() + " h" : time.toDays() + " days";
  }

  static String percent(double share) {
    return Math.round(share * 100) + " %";
  }
}
