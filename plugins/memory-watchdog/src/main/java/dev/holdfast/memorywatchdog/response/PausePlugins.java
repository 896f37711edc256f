package dev.holdfast.memorywatchdog.response;

import dev.holdfast.memorywatchdog.ladder.Pressure;
import dev.holdfast.memorywatchdog.ladder.Response;
import dev.holdfast.spi.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** Pauses plugins while the step lasts, and resumes them afterwards. */
final class PausePlugins implements Response {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");

  private final ServerActions actions;
  private final Supplier<List<String>> plugins;
  private final String reason;
  private final BiPredicate<String, Optional<String>> stays;
  private final List<String> paused = new ArrayList<>();
  private Optional<String> suspect = Optional.empty();

  /**
   * Pauses nobody yet.
   *
   * @param plugins the plugins to pause now
   * @param stays asked at the end, whether a plugin shall stay paused; gets the plugin, and whom
   *     the evidence named when the pause began: what is captured meanwhile lacks those who are
   *     paused
   */
  PausePlugins(
      ServerActions actions,
      Supplier<List<String>> plugins,
      String reason,
      BiPredicate<String, Optional<String>> stays) {
    this.actions = actions;
    this.plugins = plugins;
    this.reason = reason;
    this.stays = stays;
  }

  @Override
  public String begin(Pressure pressure) {
    suspect = pressure.suspect();
    for (String plugin : plugins.get()) {
      try {
        actions.pause(plugin, reason + ": " + pressure.words());
        paused.add(plugin);
      } catch (ProblemException e) {
        LOG.log(Level.WARNING, () -> plugin + " is not paused: " + e.problem().sentence());
      }
    }
    return remain(pressure);
  }

  @Override
  public String remain(Pressure pressure) {
    return paused.isEmpty()
        ? "there is no plugin that could be paused"
        : "paused " + String.join(", ", paused);
  }

  @Override
  public void end() {
    for (String plugin : paused) {
      if (!stays.test(plugin, suspect)) {
        actions.resume(plugin);
      }
    }
    paused.clear();
  }
}
