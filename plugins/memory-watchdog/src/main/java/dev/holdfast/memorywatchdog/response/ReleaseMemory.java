package dev.holdfast.memorywatchdog.response;

import dev.holdfast.memorywatchdog.ladder.Pressure;
import dev.holdfast.memorywatchdog.ladder.Response;
import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.MemoryRelief;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks plugins to release memory, on a separate thread. A plugin that hangs costs the time limit
 * once, and no plugin is asked again until it returns.
 *
 * <p>While the step lasts they are asked again, after a minute, and after waits that double while
 * nothing comes back.
 */
final class ReleaseMemory implements Response, AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");

  private final Supplier<List<Contribution<MemoryRelief>>> contributions;
  private final Duration limit;
  private final long longest;
  private final AtomicLong released = new AtomicLong();
  private volatile String asking = "";
  private @Nullable Thread thread;
  private String done = "";
  private long minutes;
  private long wait;

  /**
   * Has asked nobody yet.
   *
   * @param limit for all of them together
   * @param longest the longest wait before they are asked again
   */
  ReleaseMemory(
      Supplier<List<Contribution<MemoryRelief>>> contributions, Duration limit, Duration longest) {
    this.contributions = contributions;
    this.limit = limit;
    this.longest = Math.max(1, longest.toMinutes());
  }

  /** What plugins say to have given back, since the start, in bytes. */
  long released() {
    return released.get();
  }

  @Override
  public String begin(Pressure pressure) {
    wait = 1;
    return ask();
  }

  @Override
  public String remain(Pressure pressure) {
    minutes++;
    return minutes < wait ? done : ask();
  }

  private String ask() {
    minutes = 0;
    long before = released();
    done = askAll();
    wait = released() > before ? 1 : Math.min(longest, wait * 2);
    return done;
  }

  private String askAll() {
    Thread before = thread;
    if (before != null && before.isAlive()) {
      return "plugin " + asking + " still has not given memory back, so no plugin was asked again";
    }
    List<Contribution<MemoryRelief>> all = contributions.get();
    if (all.isEmpty()) {
      return "there is no plugin that could give memory back";
    }
    AtomicLong back = new AtomicLong();
    Thread asker =
        Thread.ofPlatform().daemon().name("memory-watchdog-relief").unstarted(() -> ask(all, back));
    thread = asker;
    asker.start();
    boolean inTime = await(asker);
    String asked =
        all.stream().map(Contribution::plugin).distinct().collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "asked %s, %s came back%s",
        asked,
        new Size(back.get()),
        inTime ? "" : "; " + asking + " did not answer within " + FigureFormat.time(limit));
  }

  /** Whether it has ended within the limit. */
  private boolean await(Thread asker) {
    try {
      if (asker.join(limit)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    asker.interrupt();
    return false;
  }

  private void ask(List<Contribution<MemoryRelief>> all, AtomicLong back) {
    for (Contribution<MemoryRelief> each : all) {
      if (Thread.interrupted()) {
        return;
      }
      asking = each.plugin();
      try {
        long bytes = Math.max(0, each.part().release());
        released.addAndGet(bytes);
        back.addAndGet(bytes);
      } catch (InterruptedException e) {
        return;
      } catch (OutOfMemoryError e) {
        throw e;
      } catch (RuntimeException | Error e) {
        Throwable failure = PlainText.failure(e);
        LOG.log(
            Level.WARNING,
            () -> "plugin " + each.plugin() + " failed to give memory back",
            failure);
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
