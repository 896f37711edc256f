package dev.holdfast.memorywatchdog.response;

import dev.holdfast.memorywatchdog.ladder.HeapWatch;
import dev.holdfast.memorywatchdog.ladder.Step;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.server.MemoryRelief;
import dev.holdfast.spi.server.ServerControl;
import dev.holdfast.spi.server.ServerView;
import java.time.Duration;

/** Puts a response to memory pressure on each step of the ladder. */
public final class PressureResponses implements AutoCloseable {
  private final ServerView server;
  private final ServerActions actions;
  private final ReleaseMemory relief;
  private final RepeatOffenders offenders;

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
    actions = context.own(new ServerActions(context.require(ServerControl.class)));
    actions.takeOver(server.plugins());
    relief =
        context.own(
            new ReleaseMemory(
                () -> context.contributions(MemoryRelief.class), releaseLimit, longestWait));
    offenders = new RepeatOffenders(context::raise, context::resolve, pause, watch::evidence);
    PausePolicy policy = new PausePolicy(server, pause, offenders::isKeptPaused);
    ParentSupervisor supervisor =
        new ParentSupervisor(server.obituaryDirectory().toAbsolutePath().resolveSibling("."));
    RestartBudget budget =
        new RestartBudget(
            context.dataDirectory().resolve("restarts"), restart.most(), restart.window());
    watch
        .on(Step.TRIM, relief)
        .on(Step.REFUSE, new RefuseClients(actions))
        .on(
            Step.PAUSE,
            new PausePlugins(actions, policy::optional, "memory is short", offenders::countPause))
        .on(
            Step.DRAIN,
            new PausePlugins(
                actions, policy::storing, "memory is nearly out", (plugin, suspect) -> false))
        .on(
            Step.RESTART,
            new RestartServer(
                context, actions, restart, supervisor::isThere, budget, watch::evidence));
  }

  /**
   * Forgets old pauses, and alerts about plugins that run again.
   *
   * @param now of the ticker, in nanoseconds
   */
  public void look(long now) {
    offenders.look(now, server.plugins());
  }

  /** What plugins say to have given back, since the start, in bytes. */
  public long released() {
    return relief.released();
  }

  /** Gives back everything at once, without waiting for a response that hangs. */
  @Override
  public void close() {
    actions.close();
  }
}
