package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.condition.RuleEvaluator;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns conditions into incidents and pending notifications.
 *
 * <p>A condition that lasts becomes an incident that fires; gone for a while it is resolved. One
 * message says so each time, unless the incident follows from another one, somebody wants silence,
 * or it only came and went. The number of incidents is bounded: what is more waits until there is
 * room, and one incident of its own says so.
 *
 * <p>Knows no clock, no disk and no thread; not safe for several threads.
 */
public final class Incidents {
  static final String OVERFLOW = "rule/too-many-incidents";

  private static final Comparator<Condition> WORST_FIRST =
      Comparator.comparing(Condition::isCritical).reversed().thenComparing(Condition::key);

  private final AlertsConfig config;
  private final Inhibition inhibition;
  private final FlapDetector flaps;
  private final Silences silences;
  private final Map<String, Incident> all = new LinkedHashMap<>();
  private final Moment settled;

  public Incidents(AlertsConfig config, Silences silences, Moment started) {
    this.config = config;
    this.silences = silences;
    this.inhibition =
        new Inhibition(new CauseFinder(config.follows()), config.settle(), RuleEvaluator.windows());
    this.flaps = new FlapDetector(config.flapping(), 5 * config.maxIncidents());
    this.settled = started.plus(config.settle());
  }

  /** Puts back an incident that was known before the process ended. */
  void restore(Incident incident) {
    if (all.size() < config.maxIncidents()) {
      all.put(incident.key(), incident);
    }
  }

  /**
   * Takes what is the case now and says what is to be told. A notice comes again at the next tick
   * until {@link #told} says that it is safe.
   *
   * @param stoppedPlugins plugins that do not run, and so cannot say whether it is better
   */
  public List<PendingNotification> tick(
      Collection<Condition> conditions, Set<String> stoppedPlugins, Moment now) {
    all.values().forEach(Incident::nextTick);
    take(conditions, now);
    all.values().stream()
        .filter(incident -> incident.condition().isSaidByItsPlugin())
        .filter(incident -> stoppedPlugins.contains(incident.condition().plugin()))
        .forEach(incident -> incident.keepOpen(now.plus(config.settle())));
    all.values().removeIf(incident -> incident.hasPassed(config.flapping(), now));
    inhibition.apply(all.values(), now);
    boolean isSettled = !now.isBefore(settled);
    all.values().forEach(incident -> incident.decide(config, silences, isSettled, now));
    all.values().removeIf(Incident::isDone);
    return all.values().stream().flatMap(incident -> incident.pending(now).stream()).toList();
  }

  private void take(Collection<Condition> conditions, Moment now) {
    int left = 0;
    for (Condition condition : conditions.stream().sorted(WORST_FIRST).toList()) {
      if (!take(condition, config.maxIncidents() - 1, now)) {
        left++;
      }
    }
    if (left > 0) {
      take(overflow(left, now), config.maxIncidents(), now);
    }
  }

  private boolean take(Condition condition, int most, Moment now) {
    Incident known = all.get(condition.key());
    if (known == null) {
      if (all.size() >= most) {
        return false;
      }
      known = new Incident(condition, now);
      all.put(condition.key(), known);
    } else if (known.isOver()) {
      // Its end is still to be told; after that the condition makes a new incident.
      return true;
    }
    known.seen(condition, flaps, now);
    return true;
  }

  private Condition overflow(int left, Moment now) {
    var problem = AlertsProblems.TOO_MANY;
    String reason =
        "at least " + left + " conditions beyond the " + config.maxIncidents() + " that are kept";
    Incident known = all.get(OVERFLOW);
    return new Condition(
        OVERFLOW,
        "alerts",
        Severity.CRITICAL,
        problem.what(),
        new Condition.LastError(problem.code(), reason, problem.remedy()),
        known == null ? now.time() : known.since(),
        Duration.ZERO,
        "",
        "");
  }

  /** A channel has told of this incident. */
  public void toldOn(String id, String channel) {
    all.values().stream()
        .filter(incident -> incident.id().equals(id))
        .forEach(incident -> incident.toldOn(channel));
  }

  /** What was owed under this id is safe in the outbox. */
  public void told(String messageId) {
    all.values().forEach(incident -> incident.safe(messageId));
    all.values().removeIf(Incident::isDone);
  }

  /**
   * Ends the repetition: somebody has taken it up.
   *
   * @param id of the incident
   * @throws ProblemException there is none
   */
  public Incident acknowledge(String id, String by) {
    Incident found =
        all.values().stream()
            .filter(incident -> incident.id().equalsIgnoreCase(id))
            .findFirst()
            .orElseThrow(() -> new ProblemException(AlertsProblems.UNKNOWN.because(id)));
    found.acknowledge(by);
    return found;
  }

  /** All that is not over, and what still has to be told. */
  public List<Incident> all() {
    return List.copyOf(all.values());
  }

  public long firing() {
    return all.values().stream().filter(Incident::isFiring).count();
  }
}
