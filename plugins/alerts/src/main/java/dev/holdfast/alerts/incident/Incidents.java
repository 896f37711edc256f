package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.condition.RuleEvaluator;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.alert.Notification.Status;
import java.time.Duration;
import java.util.ArrayList;
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
        .filter(incident -> incident.condition.isSaidByItsPlugin())
        .filter(incident -> stoppedPlugins.contains(incident.condition.plugin()))
        .forEach(incident -> incident.openUntil = now.plus(config.settle()));
    all.values().removeIf(incident -> hasPassed(incident, now));
    inhibition.apply(all.values(), now);
    all.values().forEach(incident -> decide(incident, now));
    all.values().removeIf(incident -> incident.isOver() && incident.owed == null);
    List<PendingNotification> notifications = new ArrayList<>();
    for (Incident incident : all.values()) {
      if (incident.owed != null) {
        notifications.add(pending(incident, incident.owed, now));
      }
    }
    return notifications;
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
      known.wasPresent = false;
      all.put(condition.key(), known);
    } else if (known.isOver()) {
      // Its end is still to be told; after that the condition makes a new incident.
      return true;
    }
    if (!known.wasPresent) {
      flaps.arrived(condition.key(), now);
    }
    known.seen(condition, now);
    known.flapping = flaps.isFlapping(condition.key(), now);
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
        known == null ? now.time() : known.since,
        Duration.ZERO,
        "",
        "");
  }

  /** It was gone before it had lasted long enough. */
  private boolean hasPassed(Incident incident, Moment now) {
    return incident.state == Incident.State.PENDING
        && !incident.present
        && (!incident.flapping || incident.isQuietFor(flaps.quiet(), now));
  }

  private void decide(Incident incident, Moment now) {
    if (incident.state == Incident.State.PENDING && incident.due) {
      incident.state = Incident.State.FIRING;
    }
    if (!incident.isFiring()) {
      return;
    }
    if (isGone(incident, now)) {
      incident.state = Incident.State.RESOLVED;
      // What was not told needs no end; what was not written yet is told with its end.
      if (incident.toldFiring && incident.owed == null) {
        incident.owe(Status.RESOLVED, now);
      }
    } else if (incident.owed == null && isToTell(incident, now)) {
      incident.owe(Status.FIRING, now);
    }
  }

  private boolean isGone(Incident incident, Moment now) {
    Duration quiet = incident.flapping ? flaps.quiet() : config.clearAfter();
    return !incident.present
        && incident.owed == null
        && !now.isBefore(settled)
        && !now.isBefore(incident.openUntil)
        && incident.isQuietFor(quiet, now);
  }

  private boolean isToTell(Incident incident, Moment now) {
    boolean isOutOfSight = !incident.present && now.isBefore(incident.openUntil);
    if (incident.followsAnother()
        || isOutOfSight
        || now.isBefore(incident.heldBack)
        || silences.cover(incident.condition, now)) {
      return false;
    }
    if (!incident.toldFiring || incident.worst.compareTo(incident.toldSeverity) > 0) {
      return true;
    }
    Duration repeat =
        incident.worst == Severity.CRITICAL ? config.repeatCritical() : config.repeatWarning();
    return incident.acknowledgedBy.isEmpty() && incident.wasToldBefore(repeat, now);
  }

  private static PendingNotification pending(Incident incident, Status status, Moment now) {
    boolean over = status == Status.RESOLVED;
    return new PendingNotification(
        incident.messageId(),
        incident.id,
        status,
        incident.severity(),
        over ? incident.condition.titled(incident.toldTitle) : incident.condition,
        incident.since,
        now.time(),
        incident.told,
        incident.flapping,
        incident.followers,
        over ? Set.copyOf(incident.toldOn) : Set.of());
  }

  /** A channel has told of this incident. */
  public void toldOn(String id, String channel) {
    all.values().stream()
        .filter(incident -> incident.id.equals(id))
        .forEach(incident -> incident.toldOn.add(channel));
  }

  /** What was owed under this id is safe in the outbox. */
  public void told(String messageId) {
    all.values()
        .removeIf(incident -> {
          boolean safe = incident.owed != null && incident.messageId().equals(messageId);
          if (safe) {
            incident.owed = null;
          }
          return safe && incident.isOver();
        });
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
            .filter(incident -> incident.id.equalsIgnoreCase(id))
            .findFirst()
            .orElseThrow(() -> new ProblemException(AlertsProblems.UNKNOWN.because(id)));
    found.acknowledgedBy = by;
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
