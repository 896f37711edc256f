package dev.holdfast.memorywatchdog.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts samples of one kind by plugin, with the most frequent site of each. */
final class SampleCounts {
  private static final int MOST_SITES = 2_000;

  private final Map<String, Double> weights = new HashMap<>();
  private final Map<String, Integer> samples = new HashMap<>();
  private final Map<String, Map<String, Integer>> sites = new HashMap<>();
  private double total;
  private int count;
  private int sitesKnown;

  /** One plugin's part. */
  record Line(String plugin, int samples, double share, String site) {}

  void add(String plugin, String site, double weight) {
    total += weight;
    count++;
    weights.merge(plugin, weight, Double::sum);
    samples.merge(plugin, 1, Integer::sum);
    Map<String, Integer> own = sites.computeIfAbsent(plugin, name -> new HashMap<>());
    if (own.containsKey(site) || sitesKnown++ < MOST_SITES) {
      own.merge(site, 1, Integer::sum);
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
                site(entry.getKey())))
        .toList();
  }

  private String site(String plugin) {
    return sites.getOrDefault(plugin, Map.of()).entrySet().stream()
        .max(Comparator.comparing(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse("");
  }
}
