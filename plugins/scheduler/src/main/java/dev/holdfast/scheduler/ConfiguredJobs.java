package dev.holdfast.scheduler;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.PluginStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds configured jobs that no plugin contributes: what was mistyped changes nothing, and whoever
 * wrote it believes that it does. The names are the plugins' own, so the kernel cannot check them.
 * For the thread of the timer; {@link #unknown} for any.
 */
final class ConfiguredJobs {
  private final Map<String, Map<String, JobSettings>> jobs;
  private final Supplier<List<PluginStatus>> plugins;
  private Map<String, Problem> before = Map.of();
  private volatile Map<String, Problem> unknown = Map.of();

  ConfiguredJobs(Map<String, Map<String, JobSettings>> jobs, Supplier<List<PluginStatus>> plugins) {
    this.jobs = jobs;
    this.plugins = plugins;
  }

  /** How the plugins are; to be asked before what they contribute. */
  Map<String, String> states() {
    return jobs.isEmpty()
        ? Map.of()
        : plugins.get().stream()
            .collect(Collectors.toMap(PluginStatus::name, PluginStatus::state, (a, b) -> a));
  }

  /**
   * Looks through all. One is unknown when it was so the last time too: a plugin may have come, or
   * gone, between the two answers.
   *
   * @param states of the plugins, a moment ago
   * @param there the names of all jobs, with that of the plugin before a slash
   */
  void compare(Map<String, String> states, Set<String> there) {
    Map<String, Problem> now = new TreeMap<>();
    jobs.forEach((plugin, own) ->
        own.keySet().stream()
            .filter(job -> !there.contains(plugin + "/" + job))
            .forEach(job ->
                reason(plugin, job, states, there)
                    .ifPresent(why ->
                        now.put(
                            plugin + "/" + job, SchedulerProblems.notThere(plugin, job, why)))));
    Map<String, Problem> both = new TreeMap<>(now);
    both.keySet().retainAll(before.keySet());
    before = now;
    unknown = both;
  }

  /** Empty when the plugin may contribute it as soon as it runs. */
  private static Optional<String> reason(
      String plugin, String job, Map<String, String> states, Set<String> there) {
    String state = states.get(plugin);
    if (state == null) {
      return Optional.of("there is no plugin " + plugin + meant(plugin, states.keySet()));
    }
    List<String> own =
        there.stream()
            .filter(name -> name.startsWith(plugin + "/"))
            .map(name -> name.substring(plugin.length() + 1))
            .sorted()
            .toList();
    return state.equals("Running")
        ? Optional.of(plugin + " contributes no " + job + meant(job, own))
        : Optional.empty();
  }

  private static String meant(String word, Collection<String> known) {
    Optional<String> nearest =
        known.stream()
            .filter(one -> 2 * shared(word, one) >= Math.max(word.length(), one.length()))
            .max(Comparator.comparingInt(one -> shared(word, one)));
    if (nearest.isPresent()) {
      return "; did you mean '" + nearest.get() + "'?";
    }
    return known.isEmpty() ? "" : "; there is " + String.join(", ", known);
  }

  /** The letters that two words have in common at their beginning and their end. */
  private static int shared(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    int first = 0;
    while (first < shorter && one.charAt(first) == other.charAt(first)) {
      first++;
    }
    int last = 0;
    while (last < shorter - first
        && one.charAt(one.length() - 1 - last) == other.charAt(other.length() - 1 - last)) {
      last++;
    }
    return first + last;
  }

  /** By plugin and job. */
  Map<String, Problem> unknown() {
    return unknown;
  }
}
