package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one resource of the process, on one thread. */
interface Sensor {

  /** Of the alert, and of the metric's label. */
  String key();

  /** The severity of its alert. */
  default Alert.Severity severity() {
    return Alert.Severity.WARNING;
  }

  /**
   * Reads it.
   *
   * @param now of the ticker, in nanoseconds
   * @return what is wrong now, with figures; null when nothing is
   */
  @Nullable Problem look(long now);

  /** Puts what was read into the details of a health check; any thread. */
  void describe(Map<String, Object> details);
}
