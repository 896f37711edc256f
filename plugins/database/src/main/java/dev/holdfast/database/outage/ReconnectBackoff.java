package dev.holdfast.database.outage;

import dev.holdfast.database.driver.DatabaseConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The delay after the n-th failed attempt: a few growing ones, then a steady one for ever. The log
 * announces these delays, so they are exact. Only the interval between probes is varied at random,
 * so that many servers do not return in step (decision T2).
 *
 * @param fast the first delays
 * @param steady all others
 * @param jitter the largest part that is taken off the interval between probes, 0 to 1
 * @param random from 0 to 1
 */
public record ReconnectBackoff(
    List<Duration> fast, Duration steady, double jitter, DoubleSupplier random) {

  public static ReconnectBackoff of(DatabaseConfig.Retry retry, DoubleSupplier random) {
    return new ReconnectBackoff(retry.delays(), retry.steady(), retry.jitter() / 100.0, random);
  }

  /** The delay behind so many failures. */
  Duration delay(int failures) {
    return failures <= fast.size() ? fast.get(Math.max(0, failures - 1)) : steady;
  }

  /** Takes the random part off an interval. */
  Duration lessRandom(Duration interval) {
    return Duration.ofNanos((long) (interval.toNanos() * (1 - jitter * random.getAsDouble())));
  }
}
