package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.support.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Inhibit: holds back each incident that follows from another one, which lists it as a follower.
 */
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
    Map<String, String> found = causes.of(live.stream().map(Incident::condition).toList());
    Map<String, List<Incident>> followers = new HashMap<>();
    for (Incident incident : live) {
      String root = found.getOrDefault(incident.key(), "");
      if (root.isEmpty()) {
        incident.standsAlone();
      } else {
        incident.follows(root, now.plus(holdBack(incident.condition())));
        followers.computeIfAbsent(root, any -> new ArrayList<>()).add(incident);
      }
    }
    for (Incident incident : live) {
      incident.leads(followers.getOrDefault(incident.key(), List.of()), MOST_FOLLOWERS, now);
    }
  }

  /** Once it stands for itself it must last anew, without what its figure has counted before. */
  private Duration holdBack(Condition condition) {
    Duration window =
        condition.isRule() ? windows.getOrDefault(condition.rule(), Duration.ZERO) : Duration.ZERO;
    Duration anew = condition.hold().plus(window);
    return anew.compareTo(heldBackFor) > 0 ? anew : heldBackFor;
  }
}
