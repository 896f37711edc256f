package dev.holdfast.server.edge;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The clock of all time limits here, and the thread that watches them. A platform thread: hot
 * producers can keep every virtual thread from running, and it is needed most just then.
 *
 * <p>The clock stands still while the whole process does (a stopped process, a frozen machine, a
 * long collection): it would be wrong to cut healthy clients for a pause of our own.
 */
public final class Ticks implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.web");
  private static final long INTERVAL = 250_000_000;
  private static final long PAUSE = 1_000_000_000;
  private final LongSupplier nanoTicker;
  private final List<LongConsumer> watched = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile long paused;
  private volatile boolean closed;
  private boolean failed;

  /**
   * Not started yet.
   *
   * @param nanoTicker as {@link System#nanoTime}
   */
  public Ticks(LongSupplier nanoTicker) {
    this.nanoTicker = nanoTicker;
    this.thread = Thread.ofPlatform().daemon().name("holdfast-web-ticks").unstarted(this::run);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Calls it some times a second with {@link #now}. */
  public void watch(LongConsumer part) {
    watched.add(part);
  }

  /** Nanoseconds that this process was awake; only differences mean something. */
  public long now() {
    return nanoTicker.getAsLong() - paused;
  }

  private void run() {
    long total = 0;
    long last = nanoTicker.getAsLong();
    while (!closed) {
      LockSupport.parkNanos(INTERVAL);
      long now = nanoTicker.getAsLong();
      long late = now - last - INTERVAL;
      if (late > PAUSE) {
        total += late;
        paused = total;
        LOG.log(
            System.Logger.Level.WARNING,
            "The process stood still for {0} ms; no client is cut for that time.",
            late / 1_000_000);
      }
      last = now;
      tick();
    }
  }

  private void tick() {
    for (LongConsumer part : watched) {
      try {
        part.accept(now());
      } catch (RuntimeException e) {
        if (!failed) {
          failed = true;
          LOG.log(System.Logger.Level.ERROR, "A time limit could not be watched; going on.", e);
        }
      }
    }
  }

  /** Ends the thread. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
