package dev.holdfast.ingest;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens, filled at a rate and holding one second of it. What is asked for is given as
 * long as anything is in it, on credit, so that a large batch passes at all; the next one waits.
 */
final class RateLimit {
  private static final double NANOS = 1e9;

  private final long perSecond;
  private final LongSupplier ticker;
  private double tokens;
  private long filled;

  /**
   * Creates a full bucket.
   *
   * @param perSecond 0 for no limit
   */
  RateLimit(long perSecond, LongSupplier ticker) {
    this.perSecond = perSecond;
    this.ticker = ticker;
    this.tokens = perSecond;
    this.filled = perSecond == 0 ? 0 : ticker.getAsLong();
  }

  /** Takes tokens; otherwise says when to come again. */
  synchronized Optional<Duration> take(int count) {
    if (perSecond == 0) {
      return Optional.empty();
    }
    long now = ticker.getAsLong();
    tokens = Math.min((double) perSecond, tokens + (now - filled) / NANOS * (double) perSecond);
    filled = now;
    if (tokens > 0) {
      tokens -= count;
      return Optional.empty();
    }
    double seconds = (1 - tokens) / perSecond;
    return Optional.of(Duration.ofNanos((long) (seconds * NANOS)));
  }
}
