package dev.holdfast.memorywatchdog.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts samples of one kind by plugin, with the most frequent place of each. */
final class SampleCounts {
  private static final int MOST_PLACES = 2_000;

  private final Map<String, Double> weights = new HashMap<>();
  private final Map<String, Integer> samples = new HashMap<>();
  private final Map<String, Map<String, Integer>> places = new HashMap<>();
  private double total;
  private int count;
  private int placesKnown;

  /** One plugin's part. */
  record Line(String plugin, int samples, double share, String place) {}

  void add(String plugin, String place, double weight) {
    total += weight;
    count++;
    weights.merge(plugin, weight, Double::sum);
    samples.merge(plugin, 1, Integer::sum);
    Map<String, Integer> own = places.computeIfAbsent(plugin, name -> new HashMap<>());
    if (own.containsKey(place) || placesKnown++ < MOST_PLACES) {
      own.merge(place, 1, Integer::sum);
    }
  }

  int count() {
    return count;
  }

  /** The largest part first. */
  List<Line> lines() {
    return weights.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(entry ->
            new Line(
                entry.getKey(),
                samples.getOrDefault(entry.getKey(), 0),
                total == 0 ? 0 : entry.getValue() / total,
                place(entry.getKey())))
        .toList();
  }

  private String place(String plugin) {
    return places.getOrDefault(plugin, Map.of()).entrySet().stream()
        .max(Comparator.comparing(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse("");
  }
}
