package dev.holdfast.tools.comparison;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param eventSize bytes of one event
 * @param rate events a second of the latency measurement
 * @param time of each measurement, after the warm-up
 */
public record BenchPlan(List<Integer> connections, int eventSize, double rate, Duration time) {
  private static final int WINDOW = 1024;

  /**
   * One kind of flood.
   *
   * @param window events in flight on each connection
   */
  public record Load(String name, int connections, int window) {}

  public List<Load> loads() {
    List<Load> loads = new ArrayList<>();
    loads.add(new Load("1 connection, one in flight", 1, 1));
    for (int count : connections) {
      loads.add(new Load(count + (count == 1 ? " connection" : " connections"), count, WINDOW));
    }
    return loads;
  }

  public Duration warmUp() {
    return shorter(Duration.ofSeconds(3));
  }

  /** The limits are steadier than what is measured against them, and need less time. */
  public Duration limitTime() {
    return shorter(Duration.ofSeconds(3));
  }

  private Duration shorter(Duration most) {
    return time.compareTo(most) < 0 ? time : most;
  }
}
