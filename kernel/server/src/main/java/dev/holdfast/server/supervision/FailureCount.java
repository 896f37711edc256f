package dev.holdfast.server.supervision;

import dev.holdfast.spi.support.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** Counts the failures of one plugin and says how long to pause. For one thread. */
final class FailureCount {
  private static final double JITTER = 0.25;

  private final SupervisionConfig config;
  private final Backoff backoff;
  private final Deque<Long> failures = new ArrayDeque<>();
  private int attempt;

  FailureCount(SupervisionConfig config, RandomGenerator random) {
    this.config = config;
    this.backoff =
        Backoff.doubling(config.backoffMin(), config.backoffMax())
            .withJitter(JITTER, random::nextDouble);
  }

  /**
   * Notes a failure.
   *
   * @param ranFor how long it had been running
   */
  void failed(long nowNanos, Duration ranFor) {
    if (ranFor.compareTo(config.stableAfter()) >= 0) {
      attempt = 0;
    }
    attempt++;
    failures.addLast(nowNanos);
    while (nowNanos - failures.getFirst() > config.restartWindow().toNanos()) {
      failures.removeFirst();
    }
  }

  /** Begins anew, as if nothing had happened. */
  void forget() {
    failures.clear();
    attempt = 0;
  }

  /** Whether it failed more often within the window than it may. */
  boolean isExhausted() {
    return failures.size() > config.maxRestarts();
  }

  int attempt() {
    return attempt;
  }

  /** The doubled pause with jitter, so that plugins that failed together do not return together. */
  Duration pause() {
    return backoff.varied(backoff.after(attempt));
  }
}
