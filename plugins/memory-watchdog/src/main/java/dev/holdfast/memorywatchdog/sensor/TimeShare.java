package dev.holdfast.memorywatchdog.sensor;

import java.util.function.LongSupplier;

/** The share of time that an activity took, over a window of readings. */
final class TimeShare {
  private final LongSupplier nanos;
  private final long[] times;
  private final long[] taken;
  private int next;
  private int count;

  /**
   * Has read nothing yet.
   *
   * @param nanos what it took since some beginning, in nanoseconds
   * @param readings how many are kept
   */
  TimeShare(LongSupplier nanos, int readings) {
    this.nanos = nanos;
    this.times = new long[readings];
    this.taken = new long[readings];
  }

  /**
   * Reads.
   *
   * @param now of the ticker, in nanoseconds
   */
  void look(long now) {
    times[next] = now;
    taken[next] = nanos.getAsLong();
    next = (next + 1) % times.length;
    count = Math.min(count + 1, times.length);
  }

  /** 0 to 1, from the oldest reading to the newest. */
  double value() {
    if (count < 2) {
      return 0;
    }
    int last = (next + times.length - 1) % times.length;
    int first = count < times.length ? 0 : next;
    long elapsed = times[last] - times[first];
    return elapsed <= 0 ? 0 : Math.clamp((double) (taken[last] - taken[first]) / elapsed, 0, 1);
  }
}
