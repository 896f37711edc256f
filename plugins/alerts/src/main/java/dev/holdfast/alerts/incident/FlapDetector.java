package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Detects conditions that come and go. A condition that has returned often enough within a time
 * counts as present until it has been absent for a while.
 */
final class FlapDetector {
  private final AlertsConfig.Flapping limits;
  private final Map<String, Deque<Moment>> arrivals;

  /**
   * Creates one that remembers nothing.
   *
   * @param most for how many conditions arrivals are remembered; the longest unused go first
   */
  FlapDetector(AlertsConfig.Flapping limits, int most) {
    this.limits = limits;
    this.arrivals =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Deque<Moment>> eldest) {
            return size() > most;
          }
        };
  }

  /** It was not there, and is. */
  void arrived(String key, Moment now) {
    Deque<Moment> times = arrivals.computeIfAbsent(key, any -> new ArrayDeque<>());
    times.addLast(now);
    if (times.size() > limits.changes()) {
      times.removeFirst();
    }
  }

  boolean isFlapping(String key, Moment now) {
    Deque<Moment> times = arrivals.get(key);
    if (times == null || times.size() < limits.changes()) {
      return false;
    }
    return times.getLast().since(times.getFirst()).compareTo(limits.within()) <= 0
        && now.since(times.getLast()).compareTo(limits.within()) <= 0;
  }
}
