package dev.holdfast.alerts.delivery;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The threads that call notifiers: one for each call, and one call at a time for each channel. */
public final class NotifierThreads implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(5);

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("holdfast-alerts-send-", 0).factory());

  public ExecutorService executor() {
    return threads;
  }

  /** Interrupts the calls that are in flight; their messages are still in the outbox. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
