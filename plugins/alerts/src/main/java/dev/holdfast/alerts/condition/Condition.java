package dev.holdfast.alerts.condition;

import dev.holdfast.spi.Alert.Severity;
import java.time.Duration;
import java.time.Instant;

/**
 * A fault that a source reports at this moment.
 *
 * @param key {@code health/database/connection}, {@code board/journal/full}, {@code rule/heap-full}
 *     or {@code channel/slack}: the same as long as it is the same condition
 * @param plugin whose it is
 * @param title one line
 * @param error what is known of the cause
 * @param since when it began
 * @param hold for how long it must last before anybody is told
 * @param relatedRule the name of the {@linkplain Rule rule} whose metric shows how it goes on; may
 *     be empty
 * @param runbook what to do, at length; may be empty
 */
public record Condition(
    String key,
    String plugin,
    Severity severity,
    String title,
    LastError error,
    Instant since,
    Duration hold,
    String relatedRule,
    String runbook) {

  /** Kinds of key, the closest to a cause first. */
  public static final String HEALTH = "health/";

  public static final String BOARD = "board/";
  public static final String RULE = "rule/";
  public static final String CHANNEL = "channel/";

  /**
   * What is known of a cause.
   *
   * @param code {@code HF-DB-002}; may be empty
   * @param reason in its own words
   * @param hint what to do; may be empty
   */
  public record LastError(String code, String reason, String hint) {}

  /** The same under a title that people know it by; with an empty one as it is. */
  public Condition titled(String other) {
    String known = other.isEmpty() ? title : other;
    return new Condition(key, plugin, severity, known, error, since, hold, relatedRule, runbook);
  }

  public boolean isCritical() {
    return severity == Severity.CRITICAL;
  }

  public boolean isRule() {
    return key.startsWith(RULE);
  }

  /** The name of the rule whose condition it is. */
  public String rule() {
    return key.substring(RULE.length());
  }

  /** It is gone from view when its plugin does not run; the state of one is the kernel's to say. */
  public boolean isSaidByItsPlugin() {
    return distance() > 0 && !key.startsWith(CHANNEL);
  }

  /** How far from the cause: 0 a plugin that does not run, 1 a check, 2 the board, 3 a figure. */
  public int distance() {
    if (key.startsWith(HEALTH)) {
      return key.indexOf('/', HEALTH.length()) < 0 ? 0 : 1;
    }
    return key.startsWith(BOARD) ? 2 : 3;
  }
}
