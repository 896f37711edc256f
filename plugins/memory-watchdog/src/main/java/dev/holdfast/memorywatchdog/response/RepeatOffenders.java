package dev.holdfast.memorywatchdog.response;

import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.server.PluginStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Counts the pauses of each plugin, and keeps a plugin paused that was paused too often. Otherwise
 * a plugin that fills the heap each time it runs would move the server up and down the ladder for
 * ever.
 */
final class RepeatOffenders {
  private final Consumer<Alert> raise;
  private final Consumer<String> resolve;
  private final PauseConfig config;
  private final Supplier<String> evidence;
  private final Map<String, Deque<Long>> pauses = new HashMap<>();
  private final Set<String> kept = new HashSet<>();
  private long now;

  /**
   * Knows nobody yet.
   *
   * @param evidence where the evidence of the last pause is, for people
   */
  RepeatOffenders(
      Consumer<Alert> raise,
      Consumer<String> resolve,
      PauseConfig config,
      Supplier<String> evidence) {
    this.raise = raise;
    this.resolve = resolve;
    this.config = config;
    this.evidence = evidence;
  }

  /** Forgets what is long ago, and takes the alert of a plugin back that a person has started. */
  void look(long ticker, List<PluginStatus> plugins) {
    now = ticker;
    pauses
        .values()
        .forEach(times -> times.removeIf(time -> now - time > config.window().toNanos()));
    pauses.values().removeIf(Deque::isEmpty);
    kept.removeIf(name -> {
      boolean free =
          plugins.stream()
              .noneMatch(each -> each.name().equals(name) && each.state().equals("Paused"));
      if (free) {
        resolve.accept(key(name));
        pauses.remove(name);
      }
      return free;
    });
  }

  boolean isKeptPaused(String plugin) {
    return kept.contains(plugin);
  }

  /**
   * Counts the pause that ends now.
   *
   * @param suspect who held most of the heap when it began, when that was known: then only that one
   *     is left
   * @return whether the plugin shall stay paused
   */
  boolean countPause(String plugin, Optional<String> suspect) {
    Deque<Long> times = pauses.computeIfAbsent(plugin, name -> new ArrayDeque<>());
    times.addLast(now);
    boolean suspected = suspect.map(plugin::equals).orElse(true);
    if (times.size() < config.most() || !suspected) {
      return false;
    }
    kept.add(plugin);
    String why =
        String.format(
            Locale.ROOT,
            "%s, %d times within %s%s",
            plugin,
            times.size(),
            FigureFormat.time(config.window()),
            evidence.get());
    raise.accept(
        new Alert(
            key(plugin),
            Alert.Severity.CRITICAL,
            WatchdogProblems.naming(WatchdogProblems.KEPT_PAUSED.because(why), plugin)));
    return true;
  }

  private static String key(String plugin) {
    return "kept-paused-" + plugin;
  }
}
