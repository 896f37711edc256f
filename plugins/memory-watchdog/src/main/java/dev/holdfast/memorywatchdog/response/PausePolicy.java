package dev.holdfast.memorywatchdog.response;

import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.ServerView;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Selects the plugins to pause. */
record PausePolicy(ServerView server, PauseConfig config, Predicate<String> isKeptPaused) {
  /** The watchdog never pauses itself: paused, it could resume nothing. */
  private static final String SELF = "memory-watchdog";

  private static final Set<String> AT_REST = Set.of("Paused", "Quarantined");

  /** The plugins to pause before the data path is touched. */
  List<String> optional() {
    return names(plugin ->
        config.plugins().isEmpty()
            ? !config.keep().contains(plugin)
            : config.plugins().contains(plugin));
  }

  /** The plugins to pause so that only the journal takes events. */
  List<String> storing() {
    return names(config.drain()::contains);
  }

  private List<String> names(Predicate<String> wanted) {
    return server.plugins().stream()
        .filter(plugin -> !plugin.required() && !AT_REST.contains(plugin.state()))
        .map(PluginStatus::name)
        .filter(plugin -> !plugin.equals(SELF))
        .filter(wanted.and(isKeptPaused.negate()))
        .toList();
  }
}
