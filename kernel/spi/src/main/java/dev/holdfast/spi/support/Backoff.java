package dev.holdfast.spi.support;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;

/**
 * How long to wait behind so many failures in a row: growing waits up to a longest one, which is
 * kept for ever. The caller counts the failures and begins again at 1 behind a success. It keeps no
 * state and reads no clock; safe for several threads if the source of random numbers is.
 */
public final class Backoff {
  private final IntFunction<Duration> waits;
  private final Duration longest;
  private final double jitter;
  private final DoubleSupplier random;

  private Backoff(
      IntFunction<Duration> waits, Duration longest, double jitter, DoubleSupplier random) {
    this.waits = waits;
    this.longest = longest;
    this.jitter = jitter;
    this.random = random;
  }

  /**
   * Each wait is twice the one before.
   *
   * @throws IllegalArgumentException the first is negative
   */
  public static Backoff doubling(Duration first, Duration longest) {
    if (first.isNegative()) {
      throw new IllegalArgumentException("a first wait of " + first);
    }
    return new Backoff(failures -> doubled(first, longest, failures), longest, 0, () -> 0);
  }

  /** Stops at the longest one, before a number grows out of its type. */
  private static Duration doubled(Duration first, Duration longest, int failures) {
    Duration wait = first;
    for (int i = 1; i < failures && !wait.isZero() && wait.compareTo(longest) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait;
  }

  /** Each wait is longer than the one before by the first. */
  public static Backoff adding(Duration first, Duration longest) {
    long steps = first.isPositive() ? longest.dividedBy(first) + 1 : 1;
    return new Backoff(
        failures -> first.multipliedBy(Math.min(failures, steps)), longest, 0, () -> 0);
  }

  /** These waits in their order, and then the same one for ever. */
  public static Backoff listed(List<Duration> first, Duration then) {
    List<Duration> all = List.copyOf(first);
    Duration longest = all.stream().reduce(then, (a, b) -> a.compareTo(b) > 0 ? a : b);
    return new Backoff(
        failures -> failures <= all.size() ? all.get(failures - 1) : then, longest, 0, () -> 0);
  }

  /**
   * The same with a random part for {@link #varied}.
   *
   * @param share the largest part that is taken off, 0 to 1
   * @param from gives numbers from 0 to 1
   * @throws IllegalArgumentException the share is none
   */
  public Backoff withJitter(double share, DoubleSupplier from) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a jitter of " + share);
    }
    return new Backoff(waits, longest, share, from);
  }

  /**
   * The wait behind so many failures, exact, so that it can be announced.
   *
   * @param failures in a row; what is below 1 counts as 1
   */
  public Duration after(int failures) {
    Duration wait = waits.apply(Math.max(1, failures));
    return wait.compareTo(longest) < 0 ? wait : longest;
  }

  /** Takes the random part off a wait, so that those who failed together do not return together. */
  public Duration varied(Duration wait) {
    return jitter == 0
        ? wait
        : Duration.ofNanos((long) (wait.toNanos() * (1 - jitter * random.getAsDouble())));
  }
}
