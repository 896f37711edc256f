package dev.holdfast.database.outage;

import dev.holdfast.database.driver.DatabaseConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * How long it is from the n-th failed attempt to the next: a few growing delays, then a steady one
 * for ever. These are told, so they are kept to; what is varied at random, so that many servers do
 * not return in step, are the looks between (decision T2).
 *
 * @param fast the first delays
 * @param steady all others
 * @param jitter the largest part that is taken off a look's interval, 0 to 1
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
