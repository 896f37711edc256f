package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Problem;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds deadlocked platform threads; the JVM does not look for virtual ones. */
final class Deadlocks implements Sensor {
  private static final int DEPTH = 30;
  private static final int MOST_NAMED = 8;

  private final ThreadMXBean threads;
  private final Function<String, Optional<String>> pluginOf;
  private final long interval;
  private boolean looked;
  private long nextLook;
  private volatile @Nullable Problem found;

  /** Where a thread stands in the code of a plugin. */
  private record CodeLocation(String plugin, StackTraceElement frame) {}

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
    List<ThreadInfo> known =
        Arrays.stream(stuck).filter(Objects::nonNull).limit(MOST_NAMED).toList();
    if (known.isEmpty()) {
      return null;
    }
    Problem problem =
        WatchdogProblems.DEADLOCK.because(
            known.stream().map(this::describe).collect(Collectors.joining("; ")));
    return known.stream()
        .flatMap(this::locations)
        .findFirst()
        .map(location -> WatchdogProblems.naming(problem, location.plugin()))
        .orElse(problem);
  }

  private String describe(ThreadInfo thread) {
    String where =
        locations(thread)
            .findFirst()
            .map(location -> " (plugin " + location.plugin() + ", at " + location.frame() + ")")
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%s%s waits for %s, which %s holds",
        thread.getThreadName(),
        where,
        thread.getLockName(),
        thread.getLockOwnerName());
  }

  private Stream<CodeLocation> locations(ThreadInfo thread) {
    return Arrays.stream(thread.getStackTrace())
        .flatMap(frame ->
            pluginOf
                .apply(frame.getClassName())
                .map(plugin -> new CodeLocation(plugin, frame))
                .stream());
  }

  @Override
  public void describe(Map<String, Object> details) {
    Problem now = found;
    details.put("deadlock", now == null ? "none" : now.why());
  }
}
