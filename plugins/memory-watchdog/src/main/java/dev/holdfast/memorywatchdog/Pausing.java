package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.ServerControl;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Stops plugins for a while, and starts them again. */
final class Pausing implements Response {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");

  private final ServerControl control;
  private final Supplier<List<String>> choice;
  private final String reason;
  private final Predicate<String> stays;
  private final List<String> paused = new ArrayList<>();

  /**
   * Pauses nobody yet.
   *
   * @param choice who is to be paused now
   * @param stays asked at the end, whether a plugin shall stay paused
   */
  Pausing(
      ServerControl control,
      Supplier<List<String>> choice,
      String reason,
      Predicate<String> stays) {
    this.control = control;
    this.choice = choice;
    this.reason = reason;
    this.stays = stays;
  }

  @Override
  public void begin(Pressure pressure) {
    for (String plugin : choice.get()) {
      try {
        control.pause(plugin, reason + ": " + pressure.words());
        paused.add(plugin);
      } catch (ProblemException e) {
        LOG.log(Level.WARNING, () -> plugin + " is not paused: " + e.problem().sentence());
      }
    }
  }

  @Override
  public void end() {
    for (String plugin : paused) {
      try {
        if (!stays.test(plugin)) {
          control.resume(plugin);
        }
      } catch (RuntimeException e) {
        // It may have been removed meanwhile; the others are to go on.
        LOG.log(Level.WARNING, () -> plugin + " is not started again: " + e.getMessage());
      }
    }
    paused.clear();
  }
}
