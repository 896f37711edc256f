package dev.holdfast.server;

import dev.holdfast.config.ConfigProblem;
import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Verdict;
import java.util.Map;
import java.util.TreeMap;

/**
 * Blocks of the configuration that belong to no plugin, most often because its jar was taken away.
 * They degrade the server until a plugin of that name comes. Safe for several threads.
 */
final class UnclaimedBlocks {
  private static final String CHECK = "kernel/configuration";

  private final Map<String, ConfigProblem> unclaimed;
  private final HealthBoard health;

  /** Shows those that there are, by the name of the plugin that they would be of. */
  UnclaimedBlocks(Map<String, ConfigProblem> unclaimed, HealthBoard health) {
    this.unclaimed = new TreeMap<>(unclaimed);
    this.health = health;
    show();
  }

  /** A plugin of this name is there. */
  synchronized void claimed(String plugin) {
    if (unclaimed.remove(plugin) != null) {
      show();
    }
  }

  private void show() {
    if (unclaimed.isEmpty()) {
      health.remove(CHECK);
      return;
    }
    ConfigProblem first = unclaimed.values().iterator().next();
    Problem problem =
        ServerProblems.UNCLAIMED.because(
            String.join("; ", unclaimed.values().stream().map(ConfigProblem::toString).toList()));
    health.report(
        CHECK,
        Verdict.DEGRADED,
        Map.of(
            "code", problem.code(), Health.REASON, problem.reason(), Health.HINT, first.remedy()));
  }
}
