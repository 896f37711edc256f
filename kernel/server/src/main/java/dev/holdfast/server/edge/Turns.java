package dev.holdfast.server.edge;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few of those who have come are heard at a time, in the order of their coming. Virtual threads
 * have no priorities: without this, whoever works here stands behind all newcomers of a flood. Safe
 * for use by several threads.
 */
final class Turns {
  private final int most;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * Creates turns of which none is taken.
   *
   * @param most at one time
   */
  Turns(int most) {
    this.most = most;
  }

  /** Runs it once there is a turn; here, or on the thread that gave it back. Must not block. */
  void take(Runnable begin) {
    waiting.add(begin);
    next();
  }

  /** To be called once for each that was run, when it has nothing to do but to wait. */
  void giveBack() {
    taken.decrementAndGet();
    next();
  }

  private void next() {
    while (!waiting.isEmpty() && takeOne()) {
      Runnable begin = waiting.poll();
      if (begin == null) {
        taken.decrementAndGet();
      } else {
        begin.run();
      }
    }
  }

  private boolean takeOne() {
    return taken.getAndUpdate(now -> now < most ? now + 1 : now) < most;
  }
}
