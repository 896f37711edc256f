package dev.holdfast.server.supervision;

import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.PlainText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one platform thread that owns the state of all plugins. */
final class Loop implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");

  /** A step of the loop takes microseconds; longer means that it is stuck. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ScheduledExecutorService executor;

  Loop() {
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("holdfast-supervisor").daemon().factory());
    one.setRemoveOnCancelPolicy(true);
    // Here and now, not on the thread of whoever brings the first task.
    one.prestartAllCoreThreads();
    executor = one;
  }

  void run(Runnable action) {
    try {
      executor.execute(guarded(action));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "news after the end", e);
    }
  }

  Future<?> later(Duration delay, Runnable action) {
    try {
      return executor.schedule(guarded(action), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "a plan after the end", e);
      return CompletableFuture.completedFuture(null);
    }
  }

  void every(Duration interval, Runnable action) {
    var _ =
        executor.scheduleWithFixedDelay(
            guarded(action), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Answers a question from another thread.
   *
   * @throws IllegalStateException the loop has ended, or is stuck
   */
  <T> T ask(Callable<T> question) {
    Future<T> answer;
    try {
      answer = executor.submit(question);
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("the supervisor failed at a question", e.getCause());
    } catch (RejectedExecutionException | TimeoutException e) {
      throw new IllegalStateException("the supervisor does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * Does something for another thread, and waits until it is begun.
   *
   * @throws IllegalStateException the loop has ended, or is stuck
   */
  void order(Runnable action) {
    var _ = ask(Executors.callable(action));
  }

  /** A mistake in one reaction must not end the loop. */
  private static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (Throwable e) {
        OutOfMemory.handOn(e);
        LOG.log(Level.ERROR, "the supervisor failed at one step and goes on", PlainText.failure(e));
      }
    };
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
