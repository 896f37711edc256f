package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Problem;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Platform threads that wait for each other; the JVM does not look for virtual ones. */
final class Deadlocks implements Sensor {
  private static final int DEPTH = 30;
  private static final int MOST_NAMED = 8;

  private final ThreadMXBean threads;
  private final Function<String, Optional<String>> pluginOf;
  private final long interval;
  private boolean looked;
  private long nextLook;
  private volatile @Nullable Problem found;

  /**
   * Watches the threads of the JVM.
   *
   * @param pluginOf a class name to its plugin
   * @param interval in nanoseconds; all threads stand still for a moment at each look
   */
  Deadlocks(ThreadMXBean threads, Function<String, Optional<String>> pluginOf, long interval) {
    this.threads = threads;
    this.pluginOf = pluginOf;
    this.interval = interval;
  }

  static Deadlocks ofThisProcess(Function<String, Optional<String>> pluginOf, long interval) {
    return new Deadlocks(ManagementFactory.getThreadMXBean(), pluginOf, interval);
  }

  @Override
  public String key() {
    return "deadlock";
  }

  @Override
  public Alert.Severity severity() {
    return Alert.Severity.CRITICAL;
  }

  @Override
  public @Nullable Problem look(long now) {
    if (!looked || now - nextLook >= 0) {
      looked = true;
      nextLook = now + interval;
      long[] ids = threads.findDeadlockedThreads();
      found = ids == null ? null : describe(threads.getThreadInfo(ids, DEPTH));
    }
    return found;
  }

  private @Nullable Problem describe(ThreadInfo[] stuck) {
    String words =
        Arrays.stream(stuck)
            .filter(Objects::nonNull)
            .limit(MOST_NAMED)
            .map(this::describe)
            .collect(Collectors.joining("; "));
    return words.isEmpty() ? null : WatchdogProblems.DEADLOCK.because(words);
  }

  private String describe(ThreadInfo thread) {
    String place =
        Arrays.stream(thread.getStackTrace())
            .flatMap(frame ->
                pluginOf
                    .apply(frame.getClassName())
                    .map(plugin -> " (plugin " + plugin + ", at " + frame + ")")
                    .stream())
            .findFirst()
            .orElse("");
    return "%s%s waits for %s, which %s holds"
        .formatted(thread.getThreadName(), place, thread.getLockName(), thread.getLockOwnerName());
  }

  @Override
  public void describe(Map<String, Object> details) {
    Problem now = found;
    details.put("deadlock", now == null ? "none" : now.why());
  }
}
