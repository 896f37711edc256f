package dev.holdfast.alerts.condition;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.spi.server.StandingAlert;
import dev.holdfast.spi.server.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads conditions from health checks, the alert board and the metric rules. This plugin's own are
 * left out, because a message that cannot be delivered would make the next one.
 */
public final class Sources {
  private static final String OURSELVES = "alerts";
  private static final int LONGEST_TITLE = 160;
  private static final int LONGEST_REASON = 600;
  private static final int LONGEST_KEY = 120;

  private final AlertsConfig config;
  private final RuleEvaluator evaluator;

  public Sources(AlertsConfig config, RuleEvaluator evaluator) {
    this.config = config;
    this.evaluator = evaluator;
  }

  public List<Condition> read(ServerView view, Moment now) {
    // Whoever raises ten thousand alerts is not to cost a core: the worst are looked at.
    int most = 2 * config.maxIncidents();
    List<Condition> all = new ArrayList<>();
    view.findings().stream()
        .filter(finding -> finding.verdict() != Verdict.UP)
        .filter(finding -> !finding.plugin().equals(OURSELVES))
        .sorted(Comparator.comparing(Finding::verdict).reversed())
        .limit(most)
        .map(this::of)
        .forEach(all::add);
    view.alerts().stream()
        .filter(alert -> !alert.plugin().equals(OURSELVES))
        .sorted(Comparator.comparing((StandingAlert each) -> each.alert().severity()).reversed())
        .limit(most)
        .map(this::of)
        .forEach(all::add);
    all.addAll(evaluator.read(view, now));
    return all;
  }

  private Condition of(Finding finding) {
    boolean down = finding.verdict() == Verdict.DOWN;
    // An operator, or the watchdog, wants it so, and knows.
    boolean paused = "Paused".equals(finding.details().get("state"));
    String reason = detail(finding, Health.REASON);
    String word = down ? " is down" : " is degraded";
    return new Condition(
        key(Condition.HEALTH + finding.name()),
        finding.plugin(),
        down && !paused ? Severity.CRITICAL : Severity.WARNING,
        title(finding.name() + word, reason),
        new Condition.LastError(detail(finding, "code"), reason, detail(finding, Health.HINT)),
        finding.since(),
        down ? config.downAfter() : config.degradedAfter(),
        relatedRule(finding.plugin()),
        "");
  }

  private Condition of(StandingAlert standing) {
    var problem = standing.alert().problem();
    String reason = problem.reason();
    return new Condition(
        key(Condition.BOARD + standing.plugin() + "/" + standing.alert().key()),
        standing.plugin(),
        standing.alert().severity(),
        title(standing.plugin(), reason),
        new Condition.LastError(
            problem.code(),
            Text.line(reason, LONGEST_REASON),
            Text.line(problem.remedy(), LONGEST_REASON)),
        standing.since(),
        config.boardAfter(),
        relatedRule(standing.plugin()),
        "");
  }

  private static String key(String name) {
    return Text.line(name, LONGEST_KEY);
  }

  private static String title(String what, String why) {
    return Text.line(why.isEmpty() ? what : what + ": " + why, LONGEST_TITLE);
  }

  private static String detail(Finding finding, String name) {
    return Text.line(String.valueOf(finding.details().getOrDefault(name, "")), LONGEST_REASON);
  }

  /** The figure that tells how it goes on while these are not well. */
  private static String relatedRule(String plugin) {
    return switch (plugin) {
      case "database", "event-store" -> "backlog";
      case "journal" -> "journal-filling";
      case "ingest" -> "events-refused";
      default -> "";
    };
  }
}
