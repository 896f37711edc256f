package dev.holdfast.memorywatchdog;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks for a collection when nothing but a fresh figure is missing to take a measure back.
 *
 * <p>A server that has paused plugins and refuses clients may have so little to do that the
 * collector has no reason to run; then it would stay like that although memory is there. There is
 * one such request for each step, and after it the waits double: never a timer, and none at all
 * while people are only told.
 */
final class Nudge {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");
  private static final long LONGEST = 3_600_000_000_000L;
  private static final long SHORTEST = 1_000_000_000L;

  private final Runnable collect;
  private final AtomicLong count = new AtomicLong();
  private Step step = Step.CALM;
  private long next;
  private long wait;

  Nudge(Runnable collect) {
    this.collect = collect;
  }

  /** How often it has asked. */
  long count() {
    return count.get();
  }

  /** Looks whether a figure is missing. */
  void look(long now, Ladder ladder, Pressure pressure) {
    if (ladder.step() != step) {
      step = ladder.step();
      wait = Math.max(SHORTEST, ladder.dwell().toNanos());
      next = now + wait;
    }
    if (step.isAbove(Step.WARN) && now - next >= 0) {
      if (pressure.measuredAt() - (next - wait) <= 0) {
        count.incrementAndGet();
        LOG.log(Level.INFO, () -> "asking for a collection, to see whether " + step + " can end");
        collect.run();
      }
      wait = Math.min(LONGEST, wait * 2);
      next = now + wait;
    }
  }
}
