package dev.holdfast.database.pool;

import java.time.Duration;
import java.util.Arrays;

/** The highest use of the pool since the start and in the last hour, in memory of fixed size. */
final class Peaks {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** One place a minute; the current one is partly gone, hence one more than the hour has. */
  private final Peak[] minutes = new Peak[61];

  private final long start;
  private volatile Peak current = Peak.NONE;
  private Peak sinceStart = Peak.NONE;
  private long minute;

  Peaks(long now) {
    this.start = now;
    Arrays.fill(minutes, Peak.NONE);
  }

  /** Called at every loan; nearly always one look. */
  void note(int active, int waiting) {
    Peak known = current;
    if (active > known.active() || waiting > known.waiting()) {
      raise(new Peak(active, waiting));
    }
  }

  private synchronized void raise(Peak seen) {
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
        minutes[(int) (empty % minutes.length)] = Peak.NONE;
      }
      minutes[(int) (next % minutes.length)] = Peak.NONE;
      minute = next;
      current = Peak.NONE;
    }
  }

  synchronized Peak sinceStart() {
    return sinceStart;
  }

  synchronized Peak lastHour() {
    return Arrays.stream(minutes).reduce(current, Peak::and);
  }
}
