package dev.holdfast.memorywatchdog.sensor;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Compares JVM memory outside the heap with its limit: direct buffers or metaspace. */
final class OffHeapMemory implements Sensor {
  private final String key;
  private final LongSupplier used;
  private final long limit;
  private final int most;
  private final Threshold threshold;
  private volatile long last;

  /**
   * Watches one kind of memory.
   *
   * @param limit in bytes; 0 when there is none
   * @param most percent of the limit
   */
  OffHeapMemory(String key, LongSupplier used, long limit, int most) {
    this.key = key;
    this.used = used;
    this.limit = limit;
    this.most = most;
    this.threshold = new Threshold(most);
  }

  /** Buffers that are shared with the system. */
  static OffHeapMemory direct(int most) {
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    String option =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("MaxDirectMemorySize")
            .getValue();
    long set = Long.parseLong(option);
    long limit = set == 0 ? Runtime.getRuntime().maxMemory() : set;
    return new OffHeapMemory("direct", direct::getMemoryUsed, limit, most);
  }

  /** What the JVM knows of classes. */
  static OffHeapMemory metaspace(int most) {
    MemoryPoolMXBean metaspace =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .findFirst()
            .orElseThrow();
    return new OffHeapMemory(
        "metaspace",
        () -> metaspace.getUsage().getUsed(),
        Math.max(0, metaspace.getUsage().getMax()),
        most);
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public @Nullable Problem look(long now) {
    last = used.getAsLong();
    if (limit == 0 || !threshold.isOver(100.0 * last / limit)) {
      return null;
    }
    return WatchdogProblems.DIRECT.because(
        String.format(
            Locale.ROOT,
            "%s uses %s of %s, warned of from %d %%",
            key,
            new Size(last),
            new Size(limit),
            most));
  }

  long bytes() {
    return last;
  }

  @Override
  public void describe(Map<String, Object> details) {
    details.put(key, new Size(last).toString());
    details.put(key + "Bytes", last);
    if (limit > 0) {
      details.put(key + "LimitBytes", limit);
    }
  }
}
