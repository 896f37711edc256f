package dev.holdfast.alerts.condition;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Alert.Severity;
import java.time.Duration;

/**
 * A threshold for a metric: the rule is broken while the value is above it.
 *
 * @param name {@code [a-z][a-z-]*}
 * @param plugin whose metric it is
 * @param window zero to compare the value itself; else its increase within this time, at most
 *     {@link Samples#SPAN}
 * @param after for how long it must be so
 * @param title what is the case, without the figure
 * @param command to type first
 * @param runbook what to do
 */
public record Rule(
    String name,
    String plugin,
    Severity severity,
    MetricQuery query,
    Duration window,
    Unit unit,
    double threshold,
    Duration after,
    String title,
    String command,
    String runbook) {

  public boolean grows() {
    return !window.isZero();
  }

  Rule with(AlertsConfig.RuleChange change) {
    return new Rule(
        name,
        plugin,
        severity,
        query,
        window,
        unit,
        change.threshold().orElse(threshold),
        change.after().orElse(after),
        title,
        command,
        runbook);
  }

  public String thresholdText() {
    return unit.text(threshold);
  }

  /** The figure with what it is compared with. */
  String sentence(double value) {
    String of = grows() ? " within " + Text.duration(window) : "";
    return unit.text(value) + of + ", more than " + thresholdText();
  }
}
