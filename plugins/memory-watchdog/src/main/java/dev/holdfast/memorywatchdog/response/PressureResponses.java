package dev.holdfast.memorywatchdog.response;

import dev.holdfast.memorywatchdog.ladder.HeapWatch;
import dev.holdfast.memorywatchdog.ladder.Step;
import dev.holdfast.spi.MemoryRelief;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ServerControl;
import dev.holdfast.spi.ServerView;
import java.time.Duration;

/** Puts a response to memory pressure on each step of the ladder. */
public final class PressureResponses implements AutoCloseable {
  private final ServerView server;
  private final Mandate mandate;
  private final Reliefs reliefs;
  private final Recidivists recidivists;

  /**
   * Gives back first what a watchdog before this one has left paused or refused.
   *
   * @param watch calls the responses
   * @param releaseLimit how long all plugins together may take to give memory back
   * @param longestWait the longest wait before they are asked again
   */
  public PressureResponses(
      HeapWatch watch,
      PluginContext context,
      PauseConfig pause,
      RestartConfig restart,
      Duration releaseLimit,
      Duration longestWait) {
    server = context.require(ServerView.class);
    mandate = context.own(new Mandate(context.require(ServerControl.class)));
    mandate.takeOver(server.plugins());
    reliefs =
        context.own(
            new Reliefs(
                () -> context.contributions(MemoryRelief.class), releaseLimit, longestWait));
    recidivists = new Recidivists(context::raise, context::resolve, pause, watch::evidence);
    Choice choice = new Choice(server, pause, recidivists::isKept);
    Guardian guardian =
        new Guardian(server.obituaryDirectory().toAbsolutePath().resolveSibling("."));
    Ration ration =
        new Ration(context.dataDirectory().resolve("restarts"), restart.most(), restart.window());
    watch
        .on(Step.TRIM, reliefs)
        .on(Step.REFUSE, new Refusal(mandate))
        .on(
            Step.PAUSE,
            new Pausing(mandate, choice::optional, "memory is short", recidivists::judge))
        .on(
            Step.DRAIN,
            new Pausing(
                mandate, choice::storing, "memory is nearly out", (plugin, suspect) -> false))
        .on(
            Step.RESTART,
            new PlannedRestart(
                context, mandate, restart, guardian::isThere, ration, watch::evidence));
  }

  /**
   * Forgets old pauses, and alerts about plugins that run again.
   *
   * @param now of the ticker, in nanoseconds
   */
  public void look(long now) {
    recidivists.look(now, server.plugins());
  }

  /** What plugins say to have given back, since the start, in bytes. */
  public long released() {
    return reliefs.released();
  }

  /** Gives back everything at once, without waiting for a response that hangs. */
  @Override
  public void close() {
    mandate.close();
  }
}
