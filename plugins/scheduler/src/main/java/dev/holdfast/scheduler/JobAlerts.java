package dev.holdfast.scheduler;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Puts each active problem on the alert board as its own alert: one job that fails for weeks must
 * not hide that another one has begun to. Health shows them all in one answer, which names their
 * codes and so follows from them instead of being told beside them. For the thread of the timer.
 */
final class JobAlerts {
  private final PluginContext context;
  private final Supplier<Map<String, Problem>> problems;
  private Map<String, Problem> told = Map.of();

  JobAlerts(PluginContext context, Supplier<Map<String, Problem>> problems) {
    this.context = context;
    this.problems = problems;
  }

  /** Raises what is new or says something else now, and resolves what has gone. */
  void tell() {
    Map<String, Problem> now = problems.get();
    now.forEach((name, problem) -> {
      if (!problem.equals(told.get(name))) {
        context.raise(new Alert(name, Severity.WARNING, problem));
      }
    });
    told.keySet().stream().filter(name -> !now.containsKey(name)).forEach(context::resolve);
    told = now;
  }
}
