package dev.holdfast.console.client;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One reading of /metrics in Prometheus' text format. */
public record Metrics(List<Sample> samples) {
  record Sample(String name, String labels, double value) {}

  static Metrics parse(String text) {
    List<Sample> samples = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (!line.isBlank() && line.charAt(0) != '#') {
        Sample sample = sample(line);
        if (sample != null) {
          samples.add(sample);
        }
      }
    }
    return new Metrics(samples);
  }

  /** The sum over all series of a name; empty when there is none. */
  public OptionalDouble sum(String name) {
    return sum(name, "");
  }

  /** The sum over the series whose labels hold a text such as {@code area="heap"}. */
  public OptionalDouble sum(String name, String label) {
    double sum = 0;
    boolean found = false;
    for (Sample sample : samples) {
      if (sample.name.equals(name) && sample.labels.contains(label)) {
        sum += sample.value;
        found = true;
      }
    }
    return found ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }

  private static @Nullable Sample sample(String line) {
    int open = line.indexOf('{');
    int close = line.lastIndexOf('}');
    int nameEnd = open < 0 ? line.indexOf(' ') : open;
    if (nameEnd < 0 || close < open) {
      return null;
    }
    String labels = open < 0 ? "" : line.substring(open + 1, close);
    // A time stamp may follow the value.
    String value = line.substring(open < 0 ? nameEnd : close + 1).strip().split("\\s+")[0];
    try {
      return new Sample(line.substring(0, nameEnd), labels, number(value));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static double number(String value) {
    return switch (value) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(value);
    };
  }
}
