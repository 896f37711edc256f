package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.support.AlertsConfig;
import java.time.Duration;
import java.time.Instant;
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
  private final Map<String, Deque<Instant>> arrivals;

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
          protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > most;
          }
        };
  }

  /** It was not there, and is. */
  void arrived(String key, Instant now) {
    Deque<Instant> times = arrivals.computeIfAbsent(key, any -> new ArrayDeque<>());
    times.addLast(now);
    if (times.size() > limits.changes()) {
      times.removeFirst();
    }
  }

  boolean isFlapping(String key, Instant now) {
    Deque<Instant> times = arrivals.get(key);
    if (times == null || times.size() < limits.changes()) {
      return false;
    }
    return Duration.between(times.getFirst(), times.getLast()).compareTo(limits.within()) <= 0
        && Duration.between(times.getLast(), now).compareTo(limits.within()) <= 0;
  }

  /** How long it must be quiet to count as over. */
  Duration quiet() {
    return limits.quiet();
  }
}
