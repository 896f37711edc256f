package dev.holdfast.server.process;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who may have brought a server down. */
final class Suspects {
  /** What makes one more likely than merely to have been there. */
  private static final int TROUBLED = 10;

  private static final int CALLED_EXIT = 100;

  private Suspects() {}

  /** The strangers of these lives, by their names, the most likely one first. */
  static List<String> of(List<ProcessRun> lives) {
    Map<String, Integer> weights = new TreeMap<>();
    for (ProcessRun life : lives) {
      for (String name : life.strangers.values()) {
        int weight =
            1
                + (life.troubled.contains(name) ? TROUBLED : 0)
                + (life.exitedBy.filter(name::equals).isPresent() ? CALLED_EXIT : 0);
        weights.merge(name, weight, Integer::sum);
      }
    }
    return weights.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
