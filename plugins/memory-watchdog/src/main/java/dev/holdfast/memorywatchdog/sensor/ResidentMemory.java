package dev.holdfast.memorywatchdog.sensor;

import com.sun.management.OperatingSystemMXBean;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the resident memory of the process with the limit of its container or the memory of its
 * host. Beyond that the system kills the process without warning.
 */
final class ResidentMemory implements Sensor {
  private static final String LINE = "VmRSS:";

  private final Path status;
  private final LongSupplier limit;
  private final int most;
  private final Threshold threshold;
  private volatile long last;
  private volatile long lastLimit;

  /**
   * Watches a process.
   *
   * @param status as in proc(5); where there is none, nothing is known
   * @param limit in bytes
   * @param most percent of it
   */
  ResidentMemory(Path status, LongSupplier limit, int most) {
    this.status = status;
    this.limit = limit;
    this.most = most;
    this.threshold = new Threshold(most);
  }

  /** This process; the JVM sees the limits of both versions of control groups. */
  static ResidentMemory ofThisProcess(int most) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new ResidentMemory(Path.of("/proc/self/status"), system::getTotalMemorySize, most);
  }

  @Override
  public String key() {
    return "resident";
  }

  @Override
  public @Nullable Problem look(long now) {
    long bytes = read();
    if (bytes > 0) {
      last = bytes;
    }
    lastLimit = limit.getAsLong();
    if (lastLimit <= 0 || !threshold.isOver(100.0 * last / lastLimit)) {
      return null;
    }
    return WatchdogProblems.RESIDENT.because(
        String.format(
            Locale.ROOT,
            "%s of %s, warned of from %d %%",
            new Size(last),
            new Size(lastLimit),
            most));
  }

  private long read() {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith(LINE)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      // Not Linux; or no file can be opened now, and then the last figure is what is known.
    }
    return 0;
  }

  long bytes() {
    return last;
  }

  @Override
  public void describe(Map<String, Object> details) {
    details.put("rss", last == 0 ? "not known here" : new Size(last).toString());
    details.put("rssBytes", last);
    details.put("rssLimitBytes", lastLimit);
  }
}
