package dev.holdfast.alerts.condition;

import dev.holdfast.alerts.support.Text;
import java.time.Duration;

/** The unit of a metric, which decides how its values are written. */
enum Unit {
  COUNT,
  BYTES,
  SECONDS,
  /** 0 to 1. */
  SHARE;

  String text(double value) {
    return switch (this) {
      case COUNT -> Text.number(value);
      case BYTES -> Text.bytes(value);
      case SECONDS ->
          value < 60 ? Text.number(value) + " s" : Text.duration(Duration.ofSeconds((long) value));
      case SHARE -> Text.number(Math.round(value * 1000) / 10.0) + " %";
    };
  }
}
