package dev.holdfast.alerts.condition;

import dev.holdfast.alerts.support.Moment;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The last half hour of one figure, a value each 30 s, in a fixed number of bytes. */
final class Samples {
  static final Duration STEP = Duration.ofSeconds(30);
  static final int KEPT = 60;
  static final Duration SPAN = STEP.multipliedBy(KEPT);

  private final double[] ring = new double[KEPT];
  private int next;
  private int count;
  private double latest = Double.NaN;
  private @Nullable Moment last;

  /** Takes a value; it becomes a sample when the last one is old enough. */
  void add(double value, Moment now) {
    latest = value;
    if (last != null && now.since(last).compareTo(STEP) < 0) {
      return;
    }
    ring[next] = value;
    next = (next + 1) % KEPT;
    count = Math.min(count + 1, KEPT);
    last = now;
  }

  /** By how much it has grown within the time, as far as is known. */
  double growth(Duration window) {
    if (count == 0) {
      return 0;
    }
    int back = (int) Math.min(count, Math.max(1, window.dividedBy(STEP)));
    double then = ring[Math.floorMod(next - back, KEPT)];
    // A counter of a plugin that was started again begins afresh.
    return latest < then ? latest : latest - then;
  }

  /** The oldest first. */
  double[] values() {
    double[] all = new double[count];
    for (int i = 0; i < count; i++) {
      all[i] = ring[Math.floorMod(next - count + i, KEPT)];
    }
    return all;
  }

  /** As {@link #values}, each less the one before. */
  double[] steps() {
    double[] all = values();
    double[] steps = new double[Math.max(0, all.length - 1)];
    Arrays.setAll(steps, i -> Math.max(0, all[i + 1] - all[i]));
    return steps;
  }
}
