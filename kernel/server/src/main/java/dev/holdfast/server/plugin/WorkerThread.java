package dev.holdfast.server.plugin;

import dev.holdfast.spi.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Runs one worker of a plugin on a platform thread, and knows when it last ticked. */
public final class WorkerThread {
  private static final Logger LOG = System.getLogger("dev.holdfast.plugin");
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final Duration limit;
  private final Worker worker;
  private final LongSupplier ticker;
  private final BiConsumer<WorkerThread, Throwable> onFailure;
  private final Thread thread;
  private volatile long lastTick;
  private volatile boolean stopping;

  WorkerThread(
      String name,
      Duration limit,
      Worker worker,
      ClassLoader loader,
      LongSupplier ticker,
      BiConsumer<WorkerThread, Throwable> onFailure) {
    this.name = name;
    this.limit = limit;
    this.worker = worker;
    this.ticker = ticker;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("holdfast-" + name).daemon().unstarted(this::run);
    thread.setContextClassLoader(loader);
  }

  /** {@code plugin-worker}. */
  public String name() {
    return name;
  }

  void start() {
    lastTick = ticker.getAsLong();
    thread.start();
  }

  private void run() {
    try {
      while (!stopping) {
        worker.step();
        lastTick = ticker.getAsLong();
      }
    } catch (Throwable e) {
      // The boundary to the plugin: whatever it throws is the supervisor's to judge.
      if (!stopping) {
        onFailure.accept(this, e);
      }
    }
  }

  /** Whether the step under way takes longer than it may. */
  public boolean isStalled() {
    return thread.isAlive() && !stopping && ticker.getAsLong() - lastTick > limit.toNanos();
  }

  /** Where the step under way stands. */
  public String stack() {
    return Arrays.stream(thread.getStackTrace())
        .map(frame -> "    at " + frame)
        .collect(Collectors.joining("\n"));
  }

  /**
   * Interrupts the worker and waits for its end; one that does not end is left behind and named.
   */
  void stop() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    if (thread.getState() != Thread.State.NEW && !thread.join(STOP_LIMIT)) {
      LOG.log(
          Level.ERROR,
          () ->
              "worker "
                  + name
                  + " did not end within "
                  + STOP_LIMIT
                  + " and is left behind:\n"
                  + stack());
    }
  }
}
