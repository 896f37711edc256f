package dev.holdfast.server.metrics;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.holdfast.spi.PlainText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A number that the code of a plugin gives whenever somebody looks at the meters. When that code
 * throws, the others are shown all the same. When it hangs, it is interrupted and not asked again:
 * whoever reads the meters must not wait for it each time.
 *
 * <p>One thread at a time asks, so that it is known how long the code takes. Others wait for it, no
 * longer than the code may take.
 */
final class PluginGauge {
  private static final Logger LOG = System.getLogger("dev.holdfast.metrics");

  private final String name;
  private final String plugin;
  private final Supplier<? extends @Nullable Number> source;
  private final long limitNanos;
  private final ReentrantLock turn = new ReentrantLock();

  /** So that no thread is interrupted that does something else by now. */
  private final Object interrupting = new Object();

  private volatile double last = Double.NaN;
  private volatile @Nullable Thread asking;
  private volatile long since;
  private volatile boolean given;
  private boolean told;

  /**
   * Wraps the code.
   *
   * @param limit how long it may take to give its number
   */
  PluginGauge(
      String plugin, String name, Supplier<? extends @Nullable Number> source, Duration limit) {
    this.plugin = plugin;
    this.name = name;
    this.source = source;
    this.limitNanos = limit.toNanos();
  }

  /** As it is now; not a number when it cannot be had. */
  double now() {
    return ask(Double.NaN);
  }

  /** As it is now; as it was when it cannot be had, because a counter does not go back. */
  double nowOrLast() {
    double before = last;
    return ask(Double.isNaN(before) ? 0 : before);
  }

  private double ask(double otherwise) {
    if (given || !takeTurn()) {
      return otherwise;
    }
    try {
      return given ? otherwise : read(otherwise);
    } finally {
      turn.unlock();
    }
  }

  private boolean takeTurn() {
    try {
      return turn.tryLock() || turn.tryLock(limitNanos, NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private double read(double otherwise) {
    since = System.nanoTime();
    asking = Thread.currentThread();
    try {
      Number number = source.get();
      double value = number == null ? otherwise : number.doubleValue();
      last = value;
      return value;
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      tell("cannot be read: " + PlainText.of(e, 500));
      return otherwise;
    } finally {
      synchronized (interrupting) {
        asking = null;
        if (given) {
          // The interrupt was for the plugin's code, not for whoever asked.
          var _ = Thread.interrupted();
        }
      }
    }
  }

  /** Gives it up when it has been asked for too long and does not answer. */
  void look() {
    synchronized (interrupting) {
      Thread thread = asking;
      if (thread == null || given || System.nanoTime() - since <= limitNanos) {
        return;
      }
      given = true;
      thread.interrupt();
    }
    tell("hangs, and is not read again until its plugin is restarted");
  }

  /** Once: it is asked for every few seconds. */
  private synchronized void tell(String what) {
    if (!told) {
      told = true;
      LOG.log(Level.WARNING, () -> "the meter " + name + " of plugin " + plugin + " " + what);
    }
  }
}
