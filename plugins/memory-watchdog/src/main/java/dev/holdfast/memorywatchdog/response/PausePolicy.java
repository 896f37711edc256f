package dev.holdfast.memorywatchdog.response;

import dev.holdfast.spi.PluginStatus;
import dev.holdfast.spi.ServerView;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Says whom the server can do without. */
record PausePolicy(ServerView server, PauseConfig config, Predicate<String> isKeptPaused) {
  /** Whoever pauses itself resumes nobody. */
  private static final String SELF = "memory-watchdog";

  private static final Set<String> AT_REST = Set.of("Paused", "Quarantined");

  /** Whom to pause before the way of the data is touched. */
  List<String> optional() {
    return names(plugin ->
        config.plugins().isEmpty()
            ? !config.keep().contains(plugin)
            : config.plugins().contains(plugin));
  }

  /** Whom to pause so that only the journal takes events. */
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
