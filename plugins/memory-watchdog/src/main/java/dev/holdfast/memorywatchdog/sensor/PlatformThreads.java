package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Problem;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Counts platform threads, and measures their growth. */
final class PlatformThreads implements Sensor {
  /** An hour of readings, one each 30 s. */
  private static final int READINGS = 120;

  private static final long READING_NANOS = 30_000_000_000L;
  private static final int FEWEST = 20;
  private static final double PER_HOUR = 3600;

  private final IntSupplier count;
  private final int most;
  private final Threshold threshold;
  private final LinearTrend trend = new LinearTrend(READINGS, FEWEST);
  private boolean read;
  private long nextReading;
  private volatile int last;
  private volatile double growth;

  PlatformThreads(IntSupplier count, int most) {
    this.count = count;
    this.most = most;
    this.threshold = new Threshold(most);
  }

  static PlatformThreads ofThisProcess(int most) {
    return new PlatformThreads(ManagementFactory.getThreadMXBean()::getThreadCount, most);
  }

  @Override
  public String key() {
    return "threads";
  }

  @Override
  public @Nullable Problem look(long now) {
    last = count.getAsInt();
    if (!read || now - nextReading >= 0) {
      read = true;
      nextReading = now + READING_NANOS;
      trend.add(now, last);
      growth = trend.slope() * PER_HOUR;
    }
    if (!threshold.isOver(last)) {
      return null;
    }
    return WatchdogProblems.THREADS.because(
        String.format(
            Locale.ROOT, "%d, warned of from %d; growing by %.0f an hour", last, most, growth));
  }

  @Override
  public void describe(Map<String, Object> details) {
    details.put("threads", last);
    details.put("threadsMorePerHour", Math.round(growth));
  }
}
