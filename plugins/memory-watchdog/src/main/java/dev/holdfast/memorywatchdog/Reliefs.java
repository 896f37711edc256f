package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.MemoryRelief;
import dev.holdfast.spi.Size;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks plugins for what they can give back, on a thread of its own: one that hangs costs the limit,
 * once, and nobody is asked again before it has come back.
 */
final class Reliefs implements Response, AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");

  private final Supplier<List<Contribution<MemoryRelief>>> contributions;
  private final Duration limit;
  private final AtomicLong released = new AtomicLong();
  private volatile String asking = "";
  private @Nullable Thread thread;

  Reliefs(Supplier<List<Contribution<MemoryRelief>>> contributions, Duration limit) {
    this.contributions = contributions;
    this.limit = limit;
  }

  /** What plugins say to have given back, since the start, in bytes. */
  long released() {
    return released.get();
  }

  @Override
  public void begin(Pressure pressure) {
    Thread before = thread;
    if (before != null && before.isAlive()) {
      LOG.log(Level.WARNING, () -> "plugin " + asking + " still has not given memory back");
      return;
    }
    List<Contribution<MemoryRelief>> all = contributions.get();
    if (all.isEmpty()) {
      return;
    }
    Thread asker =
        Thread.ofPlatform().daemon().name("memory-watchdog-relief").unstarted(() -> ask(all));
    thread = asker;
    asker.start();
    try {
      if (!asker.join(limit)) {
        asker.interrupt();
        LOG.log(Level.WARNING, () -> "plugin " + asking + " gives no memory back within " + limit);
      }
    } catch (InterruptedException e) {
      asker.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void ask(List<Contribution<MemoryRelief>> all) {
    for (Contribution<MemoryRelief> each : all) {
      if (Thread.interrupted()) {
        return;
      }
      asking = each.plugin();
      try {
        long bytes = each.part().release();
        released.addAndGet(Math.max(0, bytes));
        LOG.log(
            Level.INFO,
            () -> "plugin " + each.plugin() + " gave back " + new Size(Math.max(0, bytes)));
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, () -> "plugin " + each.plugin() + " failed to give memory back", e);
      }
    }
  }

  @Override
  public void end() {}

  @Override
  public void close() {
    Thread asker = thread;
    if (asker != null) {
      asker.interrupt();
    }
  }
}
