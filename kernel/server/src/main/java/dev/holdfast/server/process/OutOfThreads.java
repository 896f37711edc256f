package dev.holdfast.server.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process when memory or threads are out.
 *
 * <p>{@code -XX:+ExitOnOutOfMemoryError} covers a full heap. It does not cover a thread that cannot
 * be created (JDK 25.0.3: the error is thrown to whoever asked for the thread, and the server
 * stays, with half of its parts standing still), nor an error that Java code throws itself, as for
 * direct buffers. So the kernel looks for itself whether a thread can be made, and takes no error
 * of this kind for a plugin's own. What else has to be looked at from outside of every plugin is
 * looked at in the same round.
 */
public final class OutOfThreads implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.process");
  private static final Duration ROUND = Duration.ofSeconds(2);

  private final SuddenEnd end;
  private final ThreadFactory threads;
  private final Runnable alsoLook;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("holdfast-out-of-threads").daemon().factory());

  /**
   * Creates a watch.
   *
   * @param threads makes the thread of each attempt
   * @param alsoLook is run in each round
   */
  public OutOfThreads(SuddenEnd end, ThreadFactory threads, Runnable alsoLook) {
    this.end = end;
    this.threads = threads;
    this.alsoLook = alsoLook;
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
            this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }

  /** A look that fails must not be the last one. */
  void round() {
    try {
      look();
      alsoLook.run();
    } catch (RuntimeException | Error e) {
      judge(e);
      LOG.log(Level.ERROR, "checking the process failed; it is checked again", e);
    }
  }

  /** Makes a thread; when that fails the process ends. */
  void look() {
    try {
      threads.newThread(() -> {}).start();
    } catch (OutOfMemoryError e) {
      judge(e);
    }
  }

  /** Ends the process when this is an error after which it cannot be trusted. */
  void judge(Throwable failure) {
    OutOfMemory.in(failure).ifPresent(error -> end.because("HF-PRC-002", error.toString()));
  }
}
