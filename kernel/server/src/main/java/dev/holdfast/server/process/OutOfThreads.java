package dev.holdfast.server.process;

import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Ends the process when memory or threads are out.
 *
 * <p>{@code -XX:+ExitOnOutOfMemoryError} covers a full heap. It does not cover a thread that cannot
 * be created (JDK 25.0.3: the error is thrown to whoever asked for the thread, and the server
 * stays, with half of its parts standing still). So the kernel looks for itself whether a thread
 * can be made, and takes no error of this kind for a plugin's own.
 */
public final class OutOfThreads implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.process");

  /** What the JVM says with ExitOnOutOfMemoryError. */
  private static final int CODE = 3;

  private static final int MOST_KINDS = 15;
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final PrintStream evidence;
  private final EndSignals.Ends ends;
  private final ThreadFactory threads;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("holdfast-out-of-threads").daemon().factory());

  /**
   * Creates a watch.
   *
   * @param evidence where the last words go: the process has no means for more
   * @param threads makes the thread of each attempt
   */
  public OutOfThreads(PrintStream evidence, EndSignals.Ends ends, ThreadFactory threads) {
    this.evidence = evidence;
    this.ends = ends;
    this.threads = threads;
  }

  /** Looks from now on, and hears of errors that nobody else has caught. */
  public void watch() {
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
      judge(failure);
      if (before != null) {
        before.uncaughtException(thread, failure);
      } else {
        LOG.log(Level.ERROR, () -> "thread " + thread.getName() + " ended by an error", failure);
      }
    });
    var _ =
        rounds.scheduleWithFixedDelay(
            this::look, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }

  /** Makes a thread; when that fails the process ends. */
  void look() {
    try {
      threads.newThread(() -> {}).start();
    } catch (OutOfMemoryError e) {
      end(e);
    }
  }

  /** Ends the process when this is an error after which it cannot be trusted. */
  void judge(Throwable failure) {
    if (failure instanceof OutOfMemoryError error) {
      end(error);
    }
  }

  private void end(OutOfMemoryError error) {
    try {
      evidence.println("holdfast: HF-PRC-002 ending at once: " + error);
      evidence.println("holdfast: threads by name: " + census());
      evidence.flush();
    } finally {
      ends.halt(CODE);
    }
  }

  /** Names without their numbers, the most frequent first. */
  static String census() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      kinds.merge(thread.getName().replaceAll("\\d+", "N"), 1, Integer::sum);
    }
    return kinds.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_KINDS)
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
