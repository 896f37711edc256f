package dev.holdfast.alerts.condition;

import dev.holdfast.spi.Alert.Severity;
import java.time.Duration;
import java.time.Instant;

/** Conditions as the sources make them. */
public final class SampleConditions {
  private static final Condition.LastError NOTHING = new Condition.LastError("", "", "");

  private SampleConditions() {}

  public static Condition down(String name, Instant since) {
    return of("health/" + name, Severity.CRITICAL, name + " is down", NOTHING, since, 10);
  }

  public static Condition degraded(String name, Instant since) {
    return of("health/" + name, Severity.WARNING, name + " is degraded", NOTHING, since, 60);
  }

  public static Condition waiting(String plugin, String service, Instant since) {
    String reason = "The plugin waits for a service that no running plugin offers: " + service;
    return because(withCode(down(plugin, since), "HF-PLG-008"), reason);
  }

  public static Condition board(String plugin, String key, String code, Instant since) {
    Condition.LastError error = new Condition.LastError(code, "", "");
    String full = "board/" + plugin + "/" + key;
    return of(full, Severity.CRITICAL, full + " is raised", error, since, 5);
  }

  public static Condition rule(String plugin, String name, Severity severity, Instant since) {
    Duration hold = Duration.ofSeconds(5);
    String title = name + " is broken";
    return new Condition("rule/" + name, plugin, severity, title, NOTHING, since, hold, name, "");
  }

  public static Condition withCode(Condition of, String code) {
    return with(of, new Condition.LastError(code, of.error().reason(), of.error().hint()));
  }

  public static Condition because(Condition of, String reason) {
    return with(of, new Condition.LastError(of.error().code(), reason, of.error().hint()));
  }

  private static Condition with(Condition of, Condition.LastError error) {
    return new Condition(
        of.key(),
        of.plugin(),
        of.severity(),
        of.title(),
        error,
        of.since(),
        of.hold(),
        of.relatedRule(),
        of.runbook());
  }

  private static Condition of(
      String key,
      Severity severity,
      String title,
      Condition.LastError error,
      Instant since,
      int hold) {
    String plugin = key.split("/")[1];
    return new Condition(
        key, plugin, severity, title, error, since, Duration.ofSeconds(hold), "", "");
  }
}
