package dev.holdfast.memorywatchdog.sensor;

import java.time.Duration;
import java.util.Optional;

/**
 * Forecasts a figure by a least-squares line through its last readings, which are kept in a ring of
 * fixed size.
 *
 * <p>A line is believed only when there are enough readings and its slope stands well out of their
 * noise; a forecast from two points would be an alarm a day.
 */
final class LinearTrend {
  /** How many standard errors the slope must be away from level. */
  private static final double CERTAINTY = 4;

  private final int fewest;
  private final double[] seconds;
  private final double[] values;
  private int next;
  private int count;

  /**
   * An empty ring.
   *
   * @param capacity readings that are kept
   * @param fewest readings that make a line
   */
  LinearTrend(int capacity, int fewest) {
    this.fewest = fewest;
    this.seconds = new double[capacity];
    this.values = new double[capacity];
  }

  void add(long now, double value) {
    seconds[next] = now / 1e9;
    values[next] = value;
    next = (next + 1) % values.length;
    count = Math.min(count + 1, values.length);
  }

  /** Units a second; 0 when that cannot be told from noise. */
  double slope() {
    if (count < fewest) {
      return 0;
    }
    double meanTime = 0;
    double meanValue = 0;
    for (int i = 0; i < count; i++) {
      meanTime += seconds[i] / count;
      meanValue += values[i] / count;
    }
    double square = 0;
    double product = 0;
    double spread = 0;
    for (int i = 0; i < count; i++) {
      double time = seconds[i] - meanTime;
      double value = values[i] - meanValue;
      square += time * time;
      product += time * value;
      spread += value * value;
    }
    if (square == 0) {
      return 0;
    }
    double slope = product / square;
    double rest = Math.max(0, spread - slope * product);
    double error = Math.sqrt(rest / (count - 2) / square);
    return Math.abs(slope) > CERTAINTY * error ? slope : 0;
  }

  /** How long until the line from the last reading on reaches a value; empty when it does not. */
  Optional<Duration> until(double value) {
    double slope = slope();
    double missing = value - last();
    if (slope == 0 || missing / slope < 0) {
      return Optional.empty();
    }
    double left = missing / slope;
    // A forecast for longer than a year is none.
    return left > Duration.ofDays(365).toSeconds()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) (left * 1000)));
  }

  private double last() {
    return values[(next + values.length - 1) % values.length];
  }
}
