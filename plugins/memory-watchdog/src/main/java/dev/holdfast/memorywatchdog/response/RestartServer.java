package dev.holdfast.memorywatchdog.response;

import dev.holdfast.memorywatchdog.ladder.Pressure;
import dev.holdfast.memorywatchdog.ladder.Response;
import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests a restart if a supervisor would start the server again and the budget allows it. */
final class RestartServer implements Response {
  private static final String KEY = "no-restart";
  private static final String ASKED = "a restart is asked for";

  private final PluginContext context;
  private final ServerActions actions;
  private final RestartConfig config;
  private final BooleanSupplier supervised;
  private final RestartBudget budget;
  private final Supplier<String> evidence;
  private boolean refused;

  /** Why there is none, and what a person can do about it. */
  private record Obstacle(String why, String remedy) {}

  /**
   * Asks for nothing yet.
   *
   * @param supervised whether a supervisor would start the server again
   * @param evidence where the evidence of what led to it is, for people
   */
  RestartServer(
      PluginContext context,
      ServerActions actions,
      RestartConfig config,
      BooleanSupplier supervised,
      RestartBudget budget,
      Supplier<String> evidence) {
    this.context = context;
    this.actions = actions;
    this.config = config;
    this.supervised = supervised;
    this.budget = budget;
    this.evidence = evidence;
  }

  @Override
  public String begin(Pressure pressure) {
    return ask(pressure);
  }

  /** The obstacle may be gone: the window of the budget has passed, or the disk has space. */
  @Override
  public String remain(Pressure pressure) {
    return refused ? ask(pressure) : ASKED;
  }

  private String ask(Pressure pressure) {
    refused = true;
    Obstacle obstacle = obstacle();
    if (obstacle == null) {
      actions.planRestart(WatchdogProblems.RESTART.because(pressure.words() + evidence.get()));
      refused = false;
      context.resolve(KEY);
      return ASKED;
    }
    String why = pressure.words() + "; " + obstacle.why() + evidence.get();
    context.raise(
        new Alert(
            KEY, Alert.Severity.CRITICAL, WatchdogProblems.noRestart(why, obstacle.remedy())));
    return "no restart, for " + obstacle.why();
  }

  private @Nullable Obstacle obstacle() {
    if (config.when() == RestartConfig.When.NEVER) {
      return new Obstacle(
          "memory-watchdog.restart.when is never", "Restart it by hand: holdfast restart");
    }
    if (config.when() == RestartConfig.When.SUPERVISED && !supervised.getAsBoolean()) {
      return new Obstacle(
          "no supervisor would start it again",
          "Start it by holdfast start or as a service, so that its supervisor starts it again");
    }
    try {
      return budget.take(context.clock().instant())
          ? null
          : new Obstacle(
              String.format(
                  Locale.ROOT,
                  "%d restarts within %s are enough",
                  config.most(),
                  FigureFormat.time(config.window())),
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
