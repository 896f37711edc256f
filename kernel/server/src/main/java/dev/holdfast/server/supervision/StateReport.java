package dev.holdfast.server.supervision;

import dev.holdfast.server.health.Verdict;
import dev.holdfast.server.plugin.PluginProblems;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import io.helidon.metrics.api.Gauge;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows the states of plugins to the outside: health, metrics, log. */
final class StateReport {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");

  private final PluginScope.Kernel kernel;
  private final Set<String> required;

  StateReport(PluginScope.Kernel kernel, Set<String> required) {
    this.kernel = kernel;
    this.required = Set.copyOf(required);
  }

  /** Adds the two meters that every plugin has for as long as the server runs. */
  void measure(Supervised plugin) {
    kernel
        .meters()
        .add(
            plugin.name(),
            Gauge.builder("holdfast_plugin_up", () -> plugin.isRunning() ? 1 : 0)
                .description("1 while the plugin runs"));
    kernel
        .meters()
        .add(
            plugin.name(),
            Gauge.builder("holdfast_plugin_restarts", () -> plugin.restarts)
                .description("How often the plugin was restarted since the server started"));
  }

  /** Says on the health board where a plugin is now. */
  void show(Supervised plugin) {
    PluginState state = plugin.state;
    LOG.log(Level.DEBUG, () -> "plugin " + plugin.name() + " is " + state);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", state.label());
    details.put("restarts", plugin.restarts);
    Problem problem = problem(state);
    if (problem != null) {
      details.put("code", problem.code());
      details.put(Health.REASON, problem.what() + ": " + problem.why());
      details.put(Health.HINT, problem.remedy());
    }
    kernel.health().report(plugin.name(), verdict(plugin.name(), state), details);
  }

  private Verdict verdict(String plugin, PluginState state) {
    return switch (state) {
      case PluginState.Running _ -> Verdict.UP;
      case PluginState.Starting _ -> required.contains(plugin) ? Verdict.DOWN : Verdict.DEGRADED;
      default -> Verdict.DOWN;
    };
  }

  private static @Nullable Problem problem(PluginState state) {
    return switch (state) {
      case PluginState.Waiting(String service) -> PluginProblems.WAITING.because(service);
      case PluginState.Stalled(String cause) -> PluginProblems.FAILED.because(cause);
      case PluginState.BackingOff(_, _, String cause) -> PluginProblems.FAILED.because(cause);
      case PluginState.Quarantined(String cause) -> PluginProblems.QUARANTINED.because(cause);
      default -> null;
    };
  }

  /** The words for a failure: of its problem when it has one. */
  static String cause(Throwable failure) {
    return failure instanceof ProblemException problem
        ? problem.problem().sentence()
        : failure.toString();
  }
}
