package dev.holdfast.memorywatchdog.sensor;

import java.util.function.LongSupplier;

/** Measures the cost of the watchdog: the CPU time of its thread (it should stay below 1 %). */
public final class WatchdogCpu {
  private static final int READINGS = 61;

  private final LongSupplier cpuNanos;
  private final TimeShare window;
  private volatile long total;
  private volatile double share;

  /**
   * Has measured nothing yet.
   *
   * @param cpuNanos of the thread that asks
   */
  public WatchdogCpu(LongSupplier cpuNanos) {
    this.cpuNanos = cpuNanos;
    this.window = new TimeShare(() -> total, READINGS);
  }

  /** Measures; on the watchdog's own thread. */
  public void look(long now) {
    total = cpuNanos.getAsLong();
    window.look(now);
    share = window.value();
  }

  public double seconds() {
    return total / 1e9;
  }

  /** Of one processor, over the last minute. */
  public double share() {
    return share;
  }
}
