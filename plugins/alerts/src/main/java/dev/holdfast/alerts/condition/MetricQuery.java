package dev.holdfast.alerts.condition;

import dev.holdfast.spi.server.Measure;
import dev.holdfast.spi.server.ServerView;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads one number from the metrics; empty while no plugin registers them. */
public sealed interface MetricQuery {
  /**
   * Reads it.
   *
   * @param figures those of a name
   */
  OptionalDouble read(Function<String, List<Measure>> figures);

  /** Reads it at once. */
  default OptionalDouble read(ServerView view) {
    return read(view::measures);
  }

  /** The names on /metrics that it needs. */
  List<String> names();

  /** All of one name together. */
  static MetricQuery sum(String name) {
    return new Sum(name, "", List.of());
  }

  /** All of one name that have one of these values of a label. */
  static MetricQuery sum(String name, String label, String... values) {
    return new Sum(name, label, List.of(values));
  }

  /** The largest of one name. */
  static MetricQuery most(String name) {
    return new Most(name);
  }

  /** One in proportion to another. */
  static MetricQuery share(MetricQuery part, MetricQuery whole) {
    return new Share(part, whole);
  }

  record Sum(String name, String label, List<String> values) implements MetricQuery {
    @Override
    public OptionalDouble read(Function<String, List<Measure>> figures) {
      Predicate<Measure> wanted =
          measure -> label.isEmpty() || values.contains(measure.labels().getOrDefault(label, ""));
      List<Measure> all = figures.apply(name).stream().filter(wanted).toList();
      return all.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(all.stream().mapToDouble(Measure::value).sum());
    }

    @Override
    public List<String> names() {
      return List.of(name);
    }
  }

  record Most(String name) implements MetricQuery {
    @Override
    public OptionalDouble read(Function<String, List<Measure>> figures) {
      return figures.apply(name).stream().mapToDouble(Measure::value).max();
    }

    @Override
    public List<String> names() {
      return List.of(name);
    }
  }

  record Share(MetricQuery part, MetricQuery whole) implements MetricQuery {
    @Override
    public OptionalDouble read(Function<String, List<Measure>> figures) {
      OptionalDouble over = part.read(figures);
      OptionalDouble under = whole.read(figures);
      return over.isEmpty() || under.isEmpty() || under.getAsDouble() <= 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(over.getAsDouble() / under.getAsDouble());
    }

    @Override
    public List<String> names() {
      return List.of(part.names().getFirst(), whole.names().getFirst());
    }
  }
}
