package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Alert.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Inhibits each incident that follows from another one, which lists it as a follower. */
final class Inhibition {
  private static final int MOST_FOLLOWERS = 50;

  private final CauseFinder causes;
  private final Duration heldBackFor;
  private final Map<String, Duration> windows;

  /**
   * Creates one.
   *
   * @param heldBackFor what has followed from another one needs so long at least to end after it
   * @param windows for how long a rule, by its name, looks back
   */
  Inhibition(CauseFinder causes, Duration heldBackFor, Map<String, Duration> windows) {
    this.causes = causes;
    this.heldBackFor = heldBackFor;
    this.windows = Map.copyOf(windows);
  }

  void apply(Collection<Incident> incidents, Moment now) {
    List<Incident> live = incidents.stream().filter(incident -> !incident.isOver()).toList();
    Map<String, String> found = causes.of(live.stream().map(i -> i.condition).toList());
    Map<String, List<Incident>> followers = new HashMap<>();
    for (Incident incident : live) {
      incident.root = found.getOrDefault(incident.key(), "");
      if (incident.followsAnother()) {
        incident.heldBack = now.plus(holdBack(incident.condition));
        followers.computeIfAbsent(incident.root, any -> new ArrayList<>()).add(incident);
      }
    }
    for (Incident incident : live) {
      judge(incident, followers.getOrDefault(incident.key(), List.of()), now);
    }
  }

  /** Once it stands for itself it must last anew, without what its figure has counted before. */
  private Duration holdBack(Condition condition) {
    Duration window =
        condition.isRule() ? windows.getOrDefault(condition.rule(), Duration.ZERO) : Duration.ZERO;
    Duration anew = condition.hold().plus(window);
    return anew.compareTo(heldBackFor) > 0 ? anew : heldBackFor;
  }

  private static void judge(Incident incident, List<Incident> followers, Moment now) {
    incident.due = incident.hasLasted(now);
    incident.worst = incident.condition.severity();
    for (Incident follower : followers) {
      if (follower.hasLasted(now)) {
        incident.due = true;
        if (follower.condition.severity() == Severity.CRITICAL) {
          incident.worst = Severity.CRITICAL;
        }
      }
    }
    if (!followers.isEmpty()) {
      incident.followers =
          followers.stream()
              .map(follower -> follower.condition.title())
              .sorted()
              .limit(MOST_FOLLOWERS)
              .toList();
    }
  }
}
