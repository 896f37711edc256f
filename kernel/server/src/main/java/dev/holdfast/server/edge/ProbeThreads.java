package dev.holdfast.server.edge;

import dev.holdfast.server.memory.FairShares;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads on which probes are answered. Virtual threads have their turn in the order in
 * which they came: behind 3,000 newcomers a second a probe waited for 100 to 400 ms, while the
 * system gives a thread that has slept a processor at once.
 */
final class ProbeThreads implements AutoCloseable {
  /** A probe takes a millisecond; those who do not read their answer shall not have all. */
  private static final int MOST = 8;

  /** To begin a thread takes 100 ms when the machine is busy. */
  private static final int KEPT_READY = 2;

  private static final Duration KEPT = Duration.ofSeconds(5);

  private final FairShares shares = new FairShares(1);
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          KEPT_READY,
          Integer.MAX_VALUE,
          KEPT.toMillis(),
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("holdfast-web-probe-", 1).factory());

  ProbeThreads() {
    threads.prestartAllCoreThreads();
  }

  /**
   * Runs it on a thread of its own if this address may have one now.
   *
   * @return false when it may not: nothing has been run
   */
  boolean run(String address, Runnable probe) {
    List<String> holder = List.of(address);
    if (!shares.take(holder, 1, MOST)) {
      return false;
    }
    boolean begun = false;
    try {
      threads.execute(() -> {
        try {
          probe.run();
        } finally {
          shares.giveBack(holder, 1);
        }
      });
      begun = true;
    } finally {
      if (!begun) {
        shares.giveBack(holder, 1);
      }
    }
    return true;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
