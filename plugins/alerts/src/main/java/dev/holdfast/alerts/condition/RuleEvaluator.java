package dev.holdfast.alerts.condition;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.Measure;
import dev.holdfast.spi.server.ServerView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metrics at an interval and reports the rules whose threshold is exceeded. Not safe for
 * several threads.
 */
public final class RuleEvaluator {
  private final Map<String, Watched> watched = new LinkedHashMap<>();
  private final Set<String> names;
  private final Duration interval;
  private @Nullable Moment last;
  private List<Condition> broken = List.of();

  public RuleEvaluator(List<Rule> rules, Duration interval) {
    rules.forEach(rule -> watched.put(rule.name(), new Watched(rule)));
    this.names =
        rules.stream().flatMap(rule -> rule.query().names().stream()).collect(Collectors.toSet());
    this.interval = interval;
  }

  /**
   * The built-in rules with the changes of the configuration.
   *
   * @throws ProblemException it changes a rule that there is not
   */
  public static List<Rule> configured(Map<String, AlertsConfig.RuleChange> changes) {
    List<String> unknown = unknown(changes);
    if (!unknown.isEmpty()) {
      throw new ProblemException(AlertsProblems.NO_SUCH_RULE.because(String.join(", ", unknown)));
    }
    return BuiltInRules.all().stream()
        .filter(rule ->
            Optional.ofNullable(changes.get(rule.name()))
                .flatMap(AlertsConfig.RuleChange::enabled)
                .orElse(true))
        .map(rule -> {
          AlertsConfig.RuleChange change = changes.get(rule.name());
          return change == null ? rule : rule.with(change);
        })
        .toList();
  }

  /** The names of the configuration that are of no built-in rule. */
  public static List<String> unknown(Map<String, AlertsConfig.RuleChange> changes) {
    List<String> unknown = new ArrayList<>(changes.keySet());
    BuiltInRules.all().forEach(rule -> unknown.remove(rule.name()));
    return unknown.stream().sorted().toList();
  }

  /** For how long each built-in rule, by its name, looks back. */
  public static Map<String, Duration> windows() {
    return BuiltInRules.all().stream().collect(Collectors.toMap(Rule::name, Rule::window));
  }

  /** What is the case; between two looks what the last one saw. */
  public List<Condition> read(ServerView view, Moment now) {
    if (last != null && now.since(last).compareTo(interval) < 0) {
      return broken;
    }
    last = now;
    Map<String, List<Measure>> figures =
        view.measures(names::contains).stream().collect(Collectors.groupingBy(Measure::name));
    List<Condition> found = new ArrayList<>();
    for (Watched each : watched.values()) {
      each.look(figures, now).ifPresent(found::add);
    }
    broken = List.copyOf(found);
    return broken;
  }

  public Optional<Rule> rule(String name) {
    return Optional.ofNullable(watched.get(name)).map(each -> each.rule);
  }

  public List<Rule> rules() {
    return watched.values().stream().map(each -> each.rule).toList();
  }

  /** Half an hour of a rule's figure as one line; empty when there is none. */
  public String sparkline(String name) {
    Watched each = watched.get(name);
    return each == null ? "" : each.sparkline();
  }

  /** A rule with what is known of its figure. */
  private static final class Watched {
    private final Rule rule;
    private final Samples samples = new Samples();
    private @Nullable Instant since;

    Watched(Rule rule) {
      this.rule = rule;
    }

    Optional<Condition> look(Map<String, List<Measure>> figures, Moment now) {
      OptionalDouble read = rule.query().read(name -> figures.getOrDefault(name, List.of()));
      if (read.isEmpty() || Double.isNaN(read.getAsDouble())) {
        since = null;
        return Optional.empty();
      }
      samples.add(read.getAsDouble(), now);
      double value = rule.grows() ? samples.growth(rule.window()) : read.getAsDouble();
      if (value <= rule.threshold()) {
        since = null;
        return Optional.empty();
      }
      Instant begun = since == null ? now.time() : since;
      since = begun;
      return Optional.of(condition(value, begun));
    }

    private Condition condition(double value, Instant begun) {
      return new Condition(
          Condition.RULE + rule.name(),
          rule.plugin(),
          rule.severity(),
          rule.title(),
          new Condition.LastError("", rule.sentence(value), ""),
          begun,
          rule.after(),
          rule.name(),
          rule.runbook());
    }

    String sparkline() {
      double[] values = rule.grows() ? samples.steps() : samples.values();
      if (values.length < 2) {
        return "";
      }
      double least = Arrays.stream(values).min().orElse(0);
      double most = Arrays.stream(values).max().orElse(0);
      Duration span = Samples.STEP.multipliedBy(values.length);
      return String.format(
          Locale.ROOT,
          "%s %s, %s to %s, %s",
          Sparkline.of(values),
          rule.name(),
          rule.unit().text(least),
          rule.unit().text(most),
          Text.duration(span));
    }
  }
}
