package dev.holdfast.server.supervision;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** Counts the failures of one plugin and says how long to pause. For one thread. */
final class Backoff {
  private final SupervisionConfig config;
  private final RandomGenerator random;
  private final Deque<Long> failures = new ArrayDeque<>();
  private int attempt;

  Backoff(SupervisionConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
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
    long min = config.backoffMin().toMillis();
    long longest = config.backoffMax().toMillis();
    long doubled = attempt > 30 ? longest : Math.min(longest, min << (attempt - 1));
    return Duration.ofMillis((long) (doubled * (0.75 + random.nextDouble() * 0.25)));
  }
}
