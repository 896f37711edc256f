package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.Moment;
import java.time.Duration;

/** Limits a rate: allows a burst, then one each pace. Not safe for several threads. */
final class BurstLimit {
  private final int most;
  private final Duration pace;
  private int tokens;
  private Moment filled;

  BurstLimit(int most, Duration pace, Moment now) {
    this.most = most;
    this.pace = pace;
    this.tokens = most;
    this.filled = now;
  }

  int tokens(Moment now) {
    if (tokens >= most) {
      filled = now;
    }
    long come = now.since(filled).dividedBy(pace);
    if (come > 0) {
      tokens = (int) Math.min(most, tokens + come);
      filled = filled.plus(pace.multipliedBy(come));
    }
    return tokens;
  }

  void take(Moment now) {
    if (tokens(now) > 0) {
      tokens--;
    }
  }
}
