package dev.holdfast.tools.measurement;

import java.util.ArrayList;
import java.util.List;

/** A quantity over time, and the straight line through it (least squares). */
final class Trend {
  private final List<double[]> points = new ArrayList<>();

  void add(double seconds, double value) {
    points.add(new double[] {seconds, value});
  }

  int count() {
    return points.size();
  }

  double first() {
    return points.isEmpty() ? 0 : points.getFirst()[1];
  }

  double last() {
    return points.isEmpty() ? 0 : points.getLast()[1];
  }

  double lastMoment() {
    return points.isEmpty() ? 0 : points.getLast()[0];
  }

  double max() {
    return points.stream().mapToDouble(point -> point[1]).max().orElse(0);
  }

  /** Growth in an hour; 0 when fewer than two moments are known. */
  double perHour() {
    double meanTime = points.stream().mapToDouble(point -> point[0]).average().orElse(0);
    double meanValue = points.stream().mapToDouble(point -> point[1]).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (double[] point : points) {
      covariance += (point[0] - meanTime) * (point[1] - meanValue);
      variance += (point[0] - meanTime) * (point[0] - meanTime);
    }
    return variance == 0 ? 0 : covariance / variance * 3600;
  }

  /** The part from a moment on. */
  Trend since(double seconds) {
    Trend part = new Trend();
    points.stream().filter(point -> point[0] >= seconds).forEach(part.points::add);
    return part;
  }

  /**
   * The lowest value of each group of neighbours. Of the memory in use it is what is left after a
   * garbage collection, when the server does not say that itself.
   */
  Trend troughs(int group) {
    Trend troughs = new Trend();
    for (int i = 0; i + group <= points.size(); i += group) {
      double[] lowest = points.get(i);
      for (double[] point : points.subList(i, i + group)) {
        lowest = point[1] < lowest[1] ? point : lowest;
      }
      troughs.points.add(lowest);
    }
    return troughs;
  }

  Trend firstHalf() {
    Trend half = new Trend();
    half.points.addAll(points.subList(0, points.size() / 2));
    return half;
  }

  Trend secondHalf() {
    Trend half = new Trend();
    half.points.addAll(points.subList(points.size() / 2, points.size()));
    return half;
  }
}
