package dev.holdfast.database.pool;

import java.time.Duration;
import java.util.Arrays;

/** The highest use of the pool since the start and in the last hour, in memory of fixed size. */
final class HighWaterMarks {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** One entry a minute; the current one is partly gone, hence one more than the hour has. */
  private final HighWaterMark[] minutes = new HighWaterMark[61];

  private final long start;
  private volatile HighWaterMark current = HighWaterMark.NONE;
  private HighWaterMark sinceStart = HighWaterMark.NONE;
  private long minute;

  HighWaterMarks(long now) {
    this.start = now;
    Arrays.fill(minutes, HighWaterMark.NONE);
  }

  /** Called at every checkout; nearly always one look. */
  void note(int active, int waiting) {
    HighWaterMark known = current;
    if (active > known.active() || waiting > known.waiting()) {
      raise(new HighWaterMark(active, waiting));
    }
  }

  private synchronized void raise(HighWaterMark seen) {
    current = current.and(seen);
    sinceStart = sinceStart.and(seen);
  }

  /** Moves on to the present minute; to be called about once a second. */
  synchronized void roll(long now) {
    long next = (now - start) / MINUTE;
    if (next > minute) {
      minutes[(int) (minute % minutes.length)] = current;
      // Minutes in which nobody called, if the machine slept.
      for (long empty = Math.max(minute + 1, next - minutes.length); empty < next; empty++) {
        minutes[(int) (empty % minutes.length)] = HighWaterMark.NONE;
      }
      minutes[(int) (next % minutes.length)] = HighWaterMark.NONE;
      minute = next;
      current = HighWaterMark.NONE;
    }
  }

  synchronized HighWaterMark sinceStart() {
    return sinceStart;
  }

  synchronized HighWaterMark lastHour() {
    return Arrays.stream(minutes).reduce(current, HighWaterMark::and);
  }
}
