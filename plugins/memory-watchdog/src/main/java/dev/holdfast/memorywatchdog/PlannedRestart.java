package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ServerControl;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks for a restart when somebody would start the server again, and not too often. */
final class PlannedRestart implements Response {
  private static final String KEY = "no-restart";

  private final PluginContext context;
  private final ServerControl control;
  private final WatchdogConfig.Restart config;
  private final BooleanSupplier guarded;
  private final Ration ration;
  private final Function<String, Optional<String>> evidence;
  private String incident = "";
  private boolean refused;

  /** Why there is none, and what a person can do about it. */
  private record Obstacle(String why, String remedy) {}

  /**
   * Asks for nothing yet.
   *
   * @param guarded whether somebody would start the server again
   * @param evidence captures an incident for a reason, and answers its name
   */
  PlannedRestart(
      PluginContext context,
      ServerControl control,
      WatchdogConfig.Restart config,
      BooleanSupplier guarded,
      Ration ration,
      Function<String, Optional<String>> evidence) {
    this.context = context;
    this.control = control;
    this.config = config;
    this.guarded = guarded;
    this.ration = ration;
    this.evidence = evidence;
  }

  @Override
  public void begin(Pressure pressure) {
    incident = captured(pressure);
    ask(pressure);
  }

  /** What is in the way may be gone: the window of the ration is over, the disk has room. */
  @Override
  public void remain(Pressure pressure) {
    if (refused) {
      ask(pressure);
    }
  }

  private void ask(Pressure pressure) {
    refused = true;
    Obstacle obstacle = obstacle();
    if (obstacle == null) {
      control.planRestart(WatchdogProblems.RESTART.because(pressure.words() + incident));
      refused = false;
      context.resolve(KEY);
    } else {
      String why = pressure.words() + "; " + obstacle.why() + incident;
      context.raise(
          new Alert(
              KEY, Alert.Severity.CRITICAL, WatchdogProblems.noRestart(why, obstacle.remedy())));
    }
  }

  /** An incident that fails must not keep the restart from happening. */
  private String captured(Pressure pressure) {
    try {
      return evidence.apply(pressure.words()).map(id -> ", incident " + id).orElse("");
    } catch (RuntimeException e) {
      return ", no incident: " + e;
    }
  }

  private @Nullable Obstacle obstacle() {
    if (config.when() == WatchdogConfig.When.NEVER) {
      return new Obstacle(
          "memory-watchdog.restart.when is never", "Restart it by hand: holdfast restart");
    }
    if (config.when() == WatchdogConfig.When.SUPERVISED && !guarded.getAsBoolean()) {
      return new Obstacle(
          "nobody is there who would start it again",
          "Start it by holdfast start or as a service, so that somebody brings it back");
    }
    try {
      return ration.take(context.clock().instant())
          ? null
          : new Obstacle(
              "%d restarts within %s are enough"
                  .formatted(config.most(), Words.time(config.window())),
              "It is restarted when the window allows; raise the heap (-Xmx in conf/jvm.options,"
                  + " or HOLDFAST_HEAP)");
    } catch (IOException e) {
      return new Obstacle(
          "it cannot be written down: " + e, "See that data/memory-watchdog is writable");
    }
  }

  @Override
  public void end() {
    refused = false;
    context.resolve(KEY);
  }
}
