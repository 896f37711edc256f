package dev.holdfast.alerts.incident;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lists the rules that repeat an alert of a plugin. While the plugin's own alert stands, the rule
 * follows from it; a plugin has thresholds of its own, so the rule may also stand alone.
 */
final class RuleOverlaps {
  private static final String ANY_PART = "[^/]+";
  private static final List<String> JOURNAL_FILLING =
      List.of("board/journal/filling", "board/journal/refusing", "health/journal/journal");
  private static final List<String> JOURNAL_REFUSING =
      List.of("board/journal/refusing", "health/journal/journal");
  private static final List<String> POOL = List.of("board/database/database-pool-busy");
  private static final List<String> HEAP =
      List.of("board/memory-watchdog/memory", "health/memory-watchdog/memory");
  private static final List<String> FILES = List.of("board/memory-watchdog/descriptors");

  /** By rule the keys of conditions; a star stands for one part. */
  private static final Map<String, List<String>> KEYS =
      Map.ofEntries(
          Map.entry("journal-filling", JOURNAL_FILLING),
          Map.entry("journal-almost-full", JOURNAL_FILLING),
          Map.entry("journal-refuses", JOURNAL_REFUSING),
          Map.entry("journal-damaged", List.of("board/journal/damaged", "health/journal/journal")),
          Map.entry("events-refused", JOURNAL_REFUSING),
          Map.entry("pool-busy", POOL),
          Map.entry("pool-waiting", POOL),
          Map.entry("pool-timeouts", POOL),
          Map.entry("connection-leaks", List.of("board/database/database-leak")),
          Map.entry("heap-high", HEAP),
          Map.entry("heap-full", HEAP),
          Map.entry("gc-pauses", HEAP),
          Map.entry("files-many", FILES),
          Map.entry("files-almost-out", FILES),
          Map.entry("threads-many", List.of("board/memory-watchdog/threads")),
          Map.entry("plugin-restarts", List.of("health/*")));

  private RuleOverlaps() {}

  /** Whether a rule says again what this condition says. */
  static boolean overlap(String rule, String key) {
    return KEYS.getOrDefault(rule, List.of()).stream().anyMatch(pattern -> fits(pattern, key));
  }

  private static boolean fits(String pattern, String key) {
    return pattern.equals(key)
        || (pattern.endsWith("*")
            && key.matches(Pattern.quote(pattern.substring(0, pattern.length() - 1)) + ANY_PART));
  }
}
