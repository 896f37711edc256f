package dev.holdfast.alerts.delivery;

import java.time.Duration;
import java.time.Instant;

/** Limits a rate: allows a burst, then one each pace. Not safe for several threads. */
final class TokenBucket {
  private final int most;
  private final Duration pace;
  private int tokens;
  private Instant filled;

  TokenBucket(int most, Duration pace, Instant now) {
    this.most = most;
    this.pace = pace;
    this.tokens = most;
    this.filled = now;
  }

  int tokens(Instant now) {
    if (tokens >= most || now.isBefore(filled)) {
      // Full, or the clock was set back.
      filled = now;
    }
    long come = Duration.between(filled, now).dividedBy(pace);
    if (come > 0) {
      tokens = (int) Math.min(most, tokens + come);
      filled = filled.plus(pace.multipliedBy(come));
    }
    return tokens;
  }

  void take(Instant now) {
    if (tokens(now) > 0) {
      tokens--;
    }
  }
}
