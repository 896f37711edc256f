package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.AlertBoard;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which states of plugins somebody has to be told of. */
final class StateAlerts {
  /** Who raises what the kernel itself has to say. */
  private static final String KERNEL = "kernel";

  /** So long a plugin may wait for another one. */
  private static final Duration NO_NEWS = Duration.ofSeconds(10);

  private final AlertBoard board;
  private final Set<String> required;

  StateAlerts(AlertBoard board, Set<String> required) {
    this.board = board;
    this.required = Set.copyOf(required);
  }

  /**
   * Raises and resolves.
   *
   * @param since how long the plugin has been in the state
   */
  void follow(String plugin, PluginState state, Duration since, @Nullable Problem problem) {
    switch (state) {
      case PluginState.Running _, PluginState.Paused _, PluginState.Stopped _ -> resolve(plugin);
      case PluginState.Quarantined _ -> raise(plugin, "quarantined", problem);
      case PluginState.BackingOff _, PluginState.Stalled _ -> downIfRequired(plugin, problem);
      case PluginState.Waiting(_, String standoff) -> {
        // One waits for the other for a moment at every start and at every swap; that is no news.
        if (!standoff.isEmpty() || since.compareTo(NO_NEWS) > 0) {
          downIfRequired(plugin, problem);
        }
      }
      case PluginState.Starting _ -> board.resolve(KERNEL, plugin + "-quarantined");
    }
  }

  void forget(String plugin) {
    resolve(plugin);
  }

  private void downIfRequired(String plugin, @Nullable Problem problem) {
    if (required.contains(plugin)) {
      raise(plugin, "down", problem);
    }
  }

  private void raise(String plugin, String what, @Nullable Problem problem) {
    if (problem != null) {
      Severity severity = required.contains(plugin) ? Severity.CRITICAL : Severity.WARNING;
      String why = "plugin " + plugin + ": " + problem.why();
      board.raise(KERNEL, new Alert(plugin + "-" + what, severity, problem.because(why)));
    }
  }

  private void resolve(String plugin) {
    board.resolve(KERNEL, plugin + "-down");
    board.resolve(KERNEL, plugin + "-quarantined");
  }
}
