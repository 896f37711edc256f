package dev.holdfast.server.plugin;

import dev.holdfast.server.plugin.loading.PluginThreads;
import dev.holdfast.server.plugin.loading.Stack;
import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Worker;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Runs one worker of a plugin on a platform thread, and knows when it last ticked. */
public final class WorkerThread {
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
      PluginThreads threads,
      LongSupplier ticker,
      BiConsumer<WorkerThread, Throwable> onFailure) {
    this.name = name;
    this.limit = limit;
    this.worker = worker;
    this.ticker = ticker;
    this.onFailure = onFailure;
    this.thread = threads.thread(name, this::run);
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
      OutOfMemory.handOn(e);
      // The boundary to the plugin: whatever it throws is the supervisor's to judge.
      if (!stopping) {
        onFailure.accept(this, PlainText.failure(e));
      }
    }
  }

  /**
   * Whether the step under way takes longer than it may.
   *
   * @param notBefore the time before this, by the ticker, does not count
   */
  public boolean isStalled(long notBefore) {
    long begun = lastTick - notBefore < 0 ? notBefore : lastTick;
    return thread.isAlive() && !stopping && ticker.getAsLong() - begun > limit.toNanos();
  }

  /** How long the step under way takes already. */
  public Duration sinceLastTick() {
    return Duration.ofNanos(ticker.getAsLong() - lastTick);
  }

  /** Where the step under way stands. */
  public String stack() {
    return Stack.of(thread);
  }

  Thread thread() {
    return thread;
  }

  /**
   * Interrupts the worker and waits for its end.
   *
   * @return false when it does not end
   */
  boolean stop(Duration patience) throws InterruptedException {
    stopping = true;
    thread.interrupt();
    return thread.getState() == Thread.State.NEW || thread.join(patience);
  }
}
