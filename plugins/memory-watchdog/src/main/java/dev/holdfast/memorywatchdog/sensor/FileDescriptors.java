package dev.holdfast.memorywatchdog.sensor;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Problem;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Compares the number of open files and sockets with the limit of the process. */
final class FileDescriptors implements Sensor {
  private final LongSupplier open;
  private final LongSupplier limit;
  private final int most;
  private final Threshold threshold;
  private volatile long last;
  private volatile long lastLimit;

  /**
   * Watches a process.
   *
   * @param most percent of the limit
   */
  FileDescriptors(LongSupplier open, LongSupplier limit, int most) {
    this.open = open;
    this.limit = limit;
    this.most = most;
    this.threshold = new Threshold(most);
  }

  static FileDescriptors ofThisProcess(int most) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new FileDescriptors(
            unix::getOpenFileDescriptorCount, unix::getMaxFileDescriptorCount, most)
        : new FileDescriptors(() -> 0, () -> 0, most);
  }

  @Override
  public String key() {
    return "descriptors";
  }

  @Override
  public @Nullable Problem look(long now) {
    lastLimit = limit.getAsLong();
    last = count();
    if (lastLimit <= 0 || !threshold.isOver(100.0 * last / lastLimit)) {
      return null;
    }
    return WatchdogProblems.DESCRIPTORS.because(
        String.format(
            Locale.ROOT, "%d of %d are open, warned of from %d %%", last, lastLimit, most));
  }

  /** Counting opens a folder of the system; when not even that can be opened, all are in use. */
  private long count() {
    try {
      return open.getAsLong();
    } catch (InternalError e) {
      return lastLimit;
    }
  }

  @Override
  public void describe(Map<String, Object> details) {
    details.put("descriptors", last);
    details.put("descriptorsLimit", lastLimit);
  }
}
