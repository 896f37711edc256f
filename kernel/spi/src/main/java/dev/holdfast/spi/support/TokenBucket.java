package dev.holdfast.spi.support;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Limits a rate: so many tokens at once, and when they are gone, as many as have come back since. A
 * request is granted while anything is in the bucket, on credit, so that one that is larger than
 * the bucket passes at all; the next one waits until the credit is paid back. Safe for several
 * threads; nobody waits in here.
 */
public final class TokenBucket {
  private final long most;
  private final double nanosPerToken;
  private final LongSupplier ticker;
  private double tokens;
  private long filled;

  /**
   * Creates a full bucket.
   *
   * @param most tokens that it holds; 0 for no limit, and then the ticker is never asked
   * @param refill in which an empty bucket becomes full, positive
   * @param ticker nanoseconds of a clock that nobody sets
   * @throws IllegalArgumentException the number is negative, or the time is not positive
   */
  public TokenBucket(long most, Duration refill, LongSupplier ticker) {
    if (most < 0 || !refill.isPositive()) {
      throw new IllegalArgumentException(most + " tokens in " + refill);
    }
    this.most = most;
    this.nanosPerToken = most == 0 ? 0 : (double) refill.toNanos() / most;
    this.ticker = ticker;
    this.tokens = most;
    this.filled = most == 0 ? 0 : ticker.getAsLong();
  }

  /**
   * Takes tokens, or none.
   *
   * @return empty when they were granted; otherwise the time after which one is there
   */
  public synchronized Optional<Duration> take(int count) {
    if (most == 0) {
      return Optional.empty();
    }
    long now = ticker.getAsLong();
    tokens = Math.min((double) most, tokens + (now - filled) / nanosPerToken);
    filled = now;
    if (tokens > 0) {
      tokens -= count;
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos((long) ((1 - tokens) * nanosPerToken)));
  }
}
