package dev.holdfast.server;

import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.plugin.AlertBoard;
import dev.holdfast.server.process.EndSignals;
import dev.holdfast.server.process.ExitCaller;
import dev.holdfast.server.process.OutOfThreads;
import dev.holdfast.server.process.SafeMode;
import dev.holdfast.server.process.SuddenEnd;
import dev.holdfast.server.process.SystemdService;
import dev.holdfast.server.supervision.PluginState;
import dev.holdfast.server.web.PortWatch;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What connects a server with its process: who asks for its end, the means it runs out of, the
 * service manager that wants to hear of it, the book for the next start.
 */
final class ProcessIntegration implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.server");

  private final Instance instance;
  private final EndSignals.ProcessExit ends;
  private final OutOfThreads outOfThreads;
  private final EndSignals signals;
  private final Optional<SystemdService> serviceManager;

  private final List<String> ours;

  /** The plugins that do not belong to the distribution: folder to name. */
  private final Map<String, String> strangers = new ConcurrentHashMap<>();

  /** Listens to signals, and looks for threads and for the port from now on. */
  ProcessIntegration(
      Instance instance,
      ServerSettings settings,
      EndSignals.ProcessExit ends,
      SuddenEnd suddenEnd,
      PortWatch port,
      Runnable certificate,
      Supplier<Duration> sinceLastTick,
      Supplier<String> sentence) {
    this.instance = instance;
    this.ends = ends;
    this.outOfThreads =
        new OutOfThreads(
            suddenEnd,
            Thread.ofPlatform().name("holdfast-probe").factory(),
            () -> {
              port.look();
              certificate.run();
            });
    this.ours = settings.ownPlugins();
    settings.strangers().forEach((name, folder) -> strangers.put(folder, name));
    instance.book().holds(settings.strangers());
    this.serviceManager =
        SystemdService.find(
            System.getenv(), settings.health().tickLimit(), sinceLastTick, port::isGone, sentence);
    this.signals = EndSignals.listen(ends);
    outOfThreads.watch();
    instance.data().watch(() -> signals.ask(ServerExitCode.ALREADY_RUNNING.code()));
  }

  /** Keeps in the book what a plugin that is not ours does: later there may be nobody to tell. */
  void heard(String plugin, PluginState state) {
    if (ours.contains(plugin)) {
      return;
    }
    if (!strangers.containsValue(plugin)) {
      // Dropped in while the server runs.
      strangers.put(plugin, plugin);
      instance.book().holds(Map.of(plugin, plugin));
    }
    switch (state) {
      case PluginState.Starting _, PluginState.Stalled _ -> instance.book().trouble(plugin);
      case PluginState.Running _, PluginState.Stopped _ -> instance.book().well(plugin);
      default -> {}
    }
  }

  /** Says that plugins are left out, and whom to suspect: log, alert, health. */
  void showSafeMode(HealthBoard health, AlertBoard alerts) {
    SafeMode mode = instance.safeMode();
    if (!mode.isOn()) {
      return;
    }
    Problem problem = mode.problem();
    LOG.log(Level.ERROR, problem::sentence);
    alerts.raise("kernel", new Alert("safe-mode", Alert.Severity.CRITICAL, problem));
    health.report(
        "kernel/safe-mode",
        Verdict.DEGRADED,
        Map.of(
            "code",
            problem.code(),
            Health.REASON,
            problem.reason(),
            Health.HINT,
            problem.remedy(),
            "suspects",
            mode.suspects(),
            "leftOut",
            mode.leftOut()));
  }

  /**
   * Ends the process in order, once, to be started again; whoever has asked for its end before is
   * obeyed.
   *
   * @param why for the process around this one, which tells people: nobody of them has asked for it
   */
  void restart(String why) {
    if (signals.asked() == 0) {
      instance.book().planned(why);
    }
    signals.ask(ServerExitCode.RESTART.code());
  }

  void ready() {
    serviceManager.ifPresent(SystemdService::ready);
  }

  /** The end begins; when it takes longer than its limit, the process ends all the same. */
  void ending(Duration limit) {
    serviceManager.ifPresent(SystemdService::stopping);
    instance.book().ending();
    if (signals.asked() == 0) {
      ExitCaller.find(folder -> !ours.contains(folder))
          .ifPresent(found -> {
            String who = strangers.getOrDefault(found, found);
            LOG.log(Level.ERROR, () -> who + " called System.exit; no operator had ordered a stop");
            instance.book().exitedBy(who);
          });
    }
    Thread.ofPlatform().name("holdfast-limit").daemon().start(() -> cutShort(limit));
  }

  private void cutShort(Duration limit) {
    try {
      Thread.sleep(limit);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println("holdfast: the orderly end took longer than " + limit + ", ending at once");
    ended();
    ends.halt(signals.asked() == 0 ? ServerExitCode.FAILURE.code() : signals.asked());
  }

  /** Everything is stopped. */
  void ended() {
    instance.ended(signals.asked());
  }

  @Override
  public void close() {
    outOfThreads.close();
    serviceManager.ifPresent(SystemdService::close);
  }
}
