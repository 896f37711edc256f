package dev.holdfast.memorywatchdog.ladder;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests a collection when a decision depends on a figure that was not measured.
 *
 * <p><b>The way up.</b> Two things may lie at the next step without having been measured. One is
 * the bound: what the last collection of any kind has left, the garbage of its blind side included.
 * G1 collects in parts only until the heap is full, so without being asked it never measures. The
 * other is what has come since: the serial collector leaves its last room, the young generation,
 * without a look in between, and from two thirds of the heap in use it may go to all of it in one
 * go (seen with 4 MiB a second and a heap of 96 MiB: a figure at 73 %, and an OutOfMemoryError at
 * the next). That is mostly garbage, so it counts only near the first step, and only behind a
 * growth.
 *
 * <p><b>Left alone.</b> Whoever has asked and found no growth knows how much garbage there was in
 * the bound, and as much of it is no reason to ask again at once: the waits double. Above it is
 * news, and is measured within a second. What has come since the last collection is looked after
 * until the waits have come to the longest one, and then not before the bound has grown. So a
 * server that is steady at any height is asked some ten times and then no more, and one whose bound
 * stays at the next step once for each longest wait.
 *
 * <p><b>The way down.</b> A server that has paused plugins and refuses clients may have so little
 * to do that the collector has no reason to run, and would stay like that although memory is there.
 * One request for each step, then the waits double.
 *
 * <p><b>Small.</b> The serial collector lets old garbage lie until the heap is full, and so makes a
 * process as large as its heap that could do with half of it. What is known to be garbage is
 * collected once it is much, if the collections take no more than a three-hundredth of the time: at
 * a hundredth, one request in a hundred would meet them, and they would be the 99th percentile.
 *
 * <p>Never a timer: in a heap that is less than about 60 % full, nothing but the last happens, and
 * that only behind so much garbage.
 */
public final class GcTrigger {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");
  private static final long SHORTEST = 1_000_000_000L;

  /** Percent below the first threshold from where on growth is looked after. */
  public static final int BEFORE_WARN = 10;

  /** Less is no growth. */
  private static final double GROWTH = 0.01;

  /** So much a steady server goes up and down: within it the highest figure counts on. */
  private static final double BREATH = 0.03;

  private final LadderConfig limits;
  private final long longest;
  private final int mostGarbage;
  private final Runnable collect;
  private final AtomicLong count = new AtomicLong();
  private Step step = Step.CALM;
  private long nextDown;
  private long waitDown;
  private long waitUp = SHORTEST;
  private long settledAt;
  private long lastMeasure;
  private double highest;
  private double garbage;
  private long sweptAt;

  /** When there was not much of it, the last time. */
  private long tidyAt;

  /**
   * Upper bounds of the memory in use, as shares of the limit.
   *
   * @param bound behind the last collection of any kind; 0 before the first
   * @param used now, garbage included
   */
  record UpperBounds(double bound, double used) {}

  /**
   * Has asked for nothing yet.
   *
   * @param longest the longest wait between two requests that bring nothing new
   * @param mostGarbage that may lie about, in percent of the limit; 100 for any
   * @param now of the ticker, in nanoseconds
   */
  public GcTrigger(
      LadderConfig limits, Duration longest, int mostGarbage, Runnable collect, long now) {
    this.mostGarbage = mostGarbage;
    this.limits = limits;
    this.longest = longest.toNanos();
    this.collect = collect;
    this.settledAt = now;
    this.sweptAt = now;
    this.tidyAt = now;
  }

  /** One in so many parts of the time goes to collections that only keep the process small. */
  private static final int SHARE_OF_TIME = 300;

  /** What has just come is mostly in use: a crowd of clients looks like garbage at first. */
  private static final long RIPE = 5_000_000_000L;

  /**
   * Looks whether there is much garbage.
   *
   * @param share of the limit that is garbage
   * @param pause what the last collection of all took, in nanoseconds
   */
  void lookAtGarbage(long now, double share, long pause) {
    boolean much = mostGarbage < 100 && share * 100 >= mostGarbage;
    if (!much) {
      tidyAt = now;
    } else if (now - tidyAt >= RIPE && now - sweptAt >= Math.max(SHORTEST, pause * SHARE_OF_TIME)) {
      sweptAt = now;
      tidyAt = now;
      ask("because the process grows by garbage");
    }
  }

  /** How often it has asked. */
  public long count() {
    return count.get();
  }

  /** Looks whether a figure is missing. */
  void look(long now, Step present, Pressure pressure, UpperBounds bounds) {
    learn(pressure);
    if (mayHaveGrown(now, present, pressure, bounds)) {
      waitUp = Math.min(longest, waitUp * 2);
      garbage = Math.max(garbage, bounds.bound() - highest);
      settledAt = now;
      ask("to see how much of the new heap is garbage");
    } else if (cannotGoDown(now, present, pressure)) {
      ask("to see whether " + present.word() + " can end");
    }
  }

  /** Behind a growth nothing is explained any more. */
  private void learn(Pressure pressure) {
    if (pressure.measuredAt() == lastMeasure) {
      return;
    }
    double share = pressure.share();
    if (share - highest > GROWTH) {
      waitUp = SHORTEST;
      garbage = 0;
    }
    highest = Math.clamp(highest, share, share + BREATH);
    lastMeasure = pressure.measuredAt();
    settledAt = lastMeasure;
  }

  private boolean mayHaveGrown(long now, Step present, Pressure pressure, UpperBounds bounds) {
    if (present == Step.RESTART || !isNear(present, pressure, bounds)) {
      return false;
    }
    long wait = isNews(bounds) ? SHORTEST : waitUp;
    return now - settledAt >= wait;
  }

  private boolean isNear(Step present, Pressure pressure, UpperBounds bounds) {
    int next = limits.rung(present.higher()).enter();
    boolean bound = bounds.bound() > pressure.share() && bounds.bound() * 100 >= next;
    boolean since =
        bounds.bound() * 100 >= limits.warn().enter() - BEFORE_WARN
            && bounds.used() - pressure.share() >= GROWTH
            && bounds.used() * 100 >= next;
    return bound || (since && (isNews(bounds) || waitUp < longest));
  }

  private boolean isNews(UpperBounds bounds) {
    return bounds.bound() - highest - garbage > GROWTH;
  }

  private boolean cannotGoDown(long now, Step present, Pressure pressure) {
    if (present != step) {
      step = present;
      waitDown = Math.max(SHORTEST, limits.rung(present).dwell().toNanos());
      nextDown = now + waitDown;
    }
    if (!step.isAbove(Step.WARN) || now - nextDown < 0) {
      return false;
    }
    boolean missing = pressure.measuredAt() - (nextDown - waitDown) <= 0;
    waitDown = Math.min(longest, waitDown * 2);
    nextDown = now + waitDown;
    return missing;
  }

  private void ask(String why) {
    count.incrementAndGet();
    LOG.log(Level.DEBUG, () -> "asking for a collection, " + why);
    collect.run();
  }
}
