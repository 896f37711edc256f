package dev.holdfast.memorywatchdog;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks for a collection when a decision hangs on a figure that nobody has measured.
 *
 * <p><b>The way up.</b> The serial collector leaves its last room, the young generation, without a
 * look in between: from two thirds of the heap in use it may go to all of it in one go (seen with 4
 * MiB a second and a heap of 96 MiB: a figure at 73 %, and an OutOfMemoryError at the next). So
 * when much is known to be in use, and what has come on top would reach the next step, it is
 * measured. While that finds no growth the waits double. What fills the heap to where plugins would
 * be paused is measured within a second, whatever the waits have come to; those of such
 * measurements double too, for a young generation that is busy fills up so again and again.
 *
 * <p><b>The way down.</b> A server that has paused plugins and refuses clients may have so little
 * to do that the collector has no reason to run, and would stay like that although memory is there.
 * One request for each step, then the waits double.
 *
 * <p>Never a timer: in a heap that is less than about 60 % full, nothing of this happens (S3.5,
 * T9).
 */
final class Nudge {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");
  private static final long SHORTEST = 1_000_000_000L;
  private static final long LONGEST_DOWN = 3_600_000_000_000L;
  private static final long LONGEST_UP = 30_000_000_000L;

  /** Percent below the first threshold from where on growth is looked after. */
  static final int BEFORE_WARN = 10;

  /** Less is no growth, but what a server breathes. */
  private static final double GROWTH = 0.01;

  private final LadderConfig limits;
  private final Runnable collect;
  private final AtomicLong count = new AtomicLong();
  private Step step = Step.CALM;
  private long nextDown;
  private long waitDown;
  private long waitUp = SHORTEST;
  private long waitUrgent = SHORTEST;
  private long lastMeasure;
  private double lastShare;

  Nudge(LadderConfig limits, Runnable collect) {
    this.limits = limits;
    this.collect = collect;
  }

  /** How often it has asked. */
  long count() {
    return count.get();
  }

  /**
   * Looks whether a figure is missing.
   *
   * @param used the share of the heap that is in use now, garbage included
   */
  void look(long now, Step present, Pressure pressure, double used) {
    learn(pressure);
    if (mayHaveGrown(now, present, pressure, used)) {
      ask("to see how much of what has come is garbage");
    } else if (cannotGoDown(now, present, pressure)) {
      ask("to see whether " + present.word() + " can end");
    }
  }

  private void learn(Pressure pressure) {
    if (pressure.measuredAt() != lastMeasure) {
      boolean grown = pressure.share() - lastShare > GROWTH;
      waitUp = grown ? SHORTEST : Math.min(LONGEST_UP, waitUp * 2);
      waitUrgent = grown ? SHORTEST : waitUrgent;
      lastMeasure = pressure.measuredAt();
      lastShare = pressure.share();
    }
  }

  private boolean mayHaveGrown(long now, Step present, Pressure pressure, double used) {
    long age = now - pressure.measuredAt();
    if (pressure.share() * 100 < limits.warn().enter() - BEFORE_WARN
        || present == Step.RESTART
        || used - pressure.share() < GROWTH) {
      return false;
    }
    if (used * 100 >= limits.pause().enter() && age >= waitUrgent) {
      waitUrgent = Math.min(LONGEST_UP, waitUrgent * 2);
      return true;
    }
    return used * 100 >= limits.rung(present.higher()).enter() && age >= waitUp;
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
    waitDown = Math.min(LONGEST_DOWN, waitDown * 2);
    nextDown = now + waitDown;
    return missing;
  }

  private void ask(String why) {
    count.incrementAndGet();
    LOG.log(Level.DEBUG, () -> "asking for a collection, " + why);
    collect.run();
  }
}
