package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Problem;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Measures the share of time in which all threads stop for the garbage collector. */
final class GcPauseShare implements Sensor {
  /** A minute when there is one each 5 s. */
  private static final int READINGS = 13;

  private final TimeShare share;
  private final int most;
  private final Threshold threshold;
  private volatile double last;

  /**
   * Watches a collector.
   *
   * @param nanos how long everything stood still since some beginning
   * @param most percent of the last minute
   */
  GcPauseShare(LongSupplier nanos, int most) {
    this.share = new TimeShare(nanos, READINGS);
    this.most = most;
    this.threshold = new Threshold(most);
  }

  /** The collectors of this JVM, without their concurrent phases. */
  static GcPauseShare ofThisProcess(int most) {
    List<GarbageCollectorMXBean> stopping =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(collector -> !collector.getName().endsWith("Cycles"))
            .filter(collector -> !collector.getName().contains("Concurrent"))
            .toList();
    return new GcPauseShare(
        () ->
            TimeUnit.MILLISECONDS.toNanos(
                stopping.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum()),
        most);
  }

  @Override
  public String key() {
    return "collecting";
  }

  @Override
  public @Nullable Problem look(long now) {
    share.look(now);
    last = share.value();
    return threshold.isOver(last * 100)
        ? WatchdogProblems.COLLECTING.because(
            String.format(
                Locale.ROOT,
                "%s of the last minute, warned of from %d %%",
                FigureFormat.percent(last),
                most))
        : null;
  }

  double share() {
    return last;
  }

  @Override
  public void describe(Map<String, Object> details) {
    details.put("collecting", FigureFormat.percent(last) + " of the last minute");
  }
}
