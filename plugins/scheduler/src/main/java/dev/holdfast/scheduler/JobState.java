package dev.holdfast.scheduler;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a job that survives a restart.
 *
 * @param schedule that the anchor belongs to; another one begins anew
 * @param anchor the last time that is done with
 * @param success the start of the last run that succeeded; null when there was none
 */
record JobState(String schedule, boolean paused, Instant anchor, @Nullable Instant success) {

  /** One line; the schedule, which may hold anything, is its end. */
  String encode() {
    return (paused ? "paused" : "active")
        + ' '
        + anchor
        + ' '
        + (success == null ? "-" : success.toString())
        + ' '
        + schedule;
  }

  /** The same; null for what was never written here. */
  static @Nullable JobState decode(String line) {
    String[] parts = line.split(" ", 4);
    if (parts.length < 4) {
      return null;
    }
    try {
      Instant success = parts[2].equals("-") ? null : Instant.parse(parts[2]);
      return new JobState(parts[3], parts[0].equals("paused"), Instant.parse(parts[1]), success);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
