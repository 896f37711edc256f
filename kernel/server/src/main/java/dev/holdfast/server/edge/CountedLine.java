package dev.holdfast.server.edge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * A log line for what anybody can cause as often as they like: the first one is written, those of
 * the next minute are counted and told with the last of them. Safe for use by several threads.
 */
public final class CountedLine {
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final LongSupplier ticker;
  private long told;
  private volatile boolean quiet = true;
  private final LongAdder untold = new LongAdder();
  private volatile String last = "";

  /**
   * Creates one that has told nothing yet.
   *
   * @param ticker nanoseconds of a clock that only goes forward
   */
  public CountedLine(Logger log, LongSupplier ticker) {
    this.log = log;
    this.ticker = ticker;
  }

  /** It happened once more. */
  public void add(String line) {
    if (quiet && isFirst()) {
      log.log(Level.INFO, () -> line);
    } else {
      untold.increment();
      last = line;
    }
  }

  private synchronized boolean isFirst() {
    boolean first = quiet;
    if (first) {
      told = ticker.getAsLong();
      quiet = false;
    }
    return first;
  }

  /** To be called now and then, so that what is counted is told when its minute is over. */
  public synchronized void tick() {
    if (quiet || ticker.getAsLong() - told < WINDOW) {
      return;
    }
    long more = untold.sumThenReset();
    if (more == 0) {
      quiet = true;
      return;
    }
    String line = last;
    log.log(Level.INFO, () -> line + " (" + more + " since the last such line)");
    told = ticker.getAsLong();
  }
}
