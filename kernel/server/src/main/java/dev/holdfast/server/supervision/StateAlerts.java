package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.AlertBoard;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Problem;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which states of plugins somebody has to be told of. */
final class StateAlerts {
  /** Who raises what the kernel itself has to say. */
  private static final String KERNEL = "kernel";

  private final AlertBoard board;
  private final Set<String> required;
  private final Set<String> haveRun = new HashSet<>();

  StateAlerts(AlertBoard board, Set<String> required) {
    this.board = board;
    this.required = Set.copyOf(required);
  }

  void follow(String plugin, PluginState state, @Nullable Problem problem) {
    switch (state) {
      case PluginState.Running _ -> {
        haveRun.add(plugin);
        resolve(plugin);
      }
      case PluginState.Stopped _ -> resolve(plugin);
      case PluginState.Quarantined _ -> raise(plugin, "quarantined", problem);
      case PluginState.BackingOff _, PluginState.Stalled _ -> downIfRequired(plugin, problem);
      case PluginState.Waiting(_, String circle) -> {
        // At the start of the server one waits for the other for a moment; that is no news.
        if (haveRun.contains(plugin) || !circle.isEmpty()) {
          downIfRequired(plugin, problem);
        }
      }
      case PluginState.Starting _ -> board.resolve(KERNEL, plugin + "-quarantined");
    }
  }

  void forget(String plugin) {
    haveRun.remove(plugin);
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
