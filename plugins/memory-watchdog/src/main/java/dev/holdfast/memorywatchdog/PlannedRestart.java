package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ServerControl;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Asks for a restart when somebody would start the server again, and not too often. */
final class PlannedRestart implements Response {
  private static final String KEY = "no-restart";

  private final PluginContext context;
  private final ServerControl control;
  private final WatchdogConfig.Restart config;
  private final BooleanSupplier guarded;
  private final Ration ration;
  private final Function<String, Optional<String>> evidence;

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
    String incident = evidence.apply(pressure.words()).map(id -> ", incident " + id).orElse("");
    String obstacle = obstacle();
    if (obstacle.isEmpty()) {
      control.planRestart(WatchdogProblems.RESTART.because(pressure.words() + incident));
    } else {
      context.raise(
          new Alert(
              KEY,
              Alert.Severity.CRITICAL,
              WatchdogProblems.NO_RESTART.because(pressure.words() + "; " + obstacle + incident)));
    }
  }

  private String obstacle() {
    return switch (config.when()) {
      case NEVER -> "memory-watchdog.restart.when is never";
      case SUPERVISED ->
          guarded.getAsBoolean() ? rationed() : "nobody is there who would start it again";
      case ALWAYS -> rationed();
    };
  }

  private String rationed() {
    try {
      return ration.take(context.clock().instant())
          ? ""
          : "%d restarts within %s are enough"
              .formatted(config.most(), Words.time(config.window()));
    } catch (IOException e) {
      return "it cannot be written down: " + e;
    }
  }

  @Override
  public void end() {
    context.resolve(KEY);
  }
}
