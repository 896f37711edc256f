package dev.holdfast.database;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after the n-th failure: a few growing delays, then a steady one for ever, each
 * less a random part, so that many servers do not return in step.
 *
 * @param fast the first delays
 * @param steady all others
 * @param jitter the largest part that is taken off, 0 to 1
 * @param random from 0 to 1
 */
record Backoff(List<Duration> fast, Duration steady, double jitter, DoubleSupplier random) {
  private static final List<Duration> FAST =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(10));

  /** Decision T2. */
  static Backoff standard(DoubleSupplier random) {
    return new Backoff(FAST, Duration.ofSeconds(10), 0.2, random);
  }

  /** The nominal delay, for people. */
  Duration nominal(int failures) {
    return failures <= fast.size() ? fast.get(Math.max(0, failures - 1)) : steady;
  }

  /** The delay to wait. */
  Duration delay(int failures) {
    return lessRandom(nominal(failures));
  }

  /** Takes the random part off any other interval. */
  Duration lessRandom(Duration interval) {
    return Duration.ofNanos((long) (interval.toNanos() * (1 - jitter * random.getAsDouble())));
  }
}
