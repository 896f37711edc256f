package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.WorkerThread;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.ServiceMissing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** The steps in the life of a plugin. Every method runs on the loop, unless it says otherwise. */
final class Lifecycle {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");

  private static final int LONGEST_FAILURE = 2_000;

  /** Starts that were a moment too early for a service. */
  private static final int MOST_VAIN_STARTS = 3;

  private final SupervisionConfig config;
  private final PluginScope.Kernel kernel;
  private final Loop loop;
  private final PluginTable fleet;
  private final Transitions transitions;
  private final Quarantines quarantines;
  private final StopSequence ends;
  private final Consumer<Supervised> onRunning;
  private int starts;
  private boolean stopping;

  /**
   * Creates the steps.
   *
   * @param onRunning told on the loop whenever a plugin has come up
   */
  Lifecycle(
      SupervisionConfig config,
      PluginScope.Kernel kernel,
      Loop loop,
      PluginTable fleet,
      Transitions transitions,
      Quarantines quarantines,
      Consumer<Supervised> onRunning) {
    this.config = config;
    this.kernel = kernel;
    this.loop = loop;
    this.fleet = fleet;
    this.transitions = transitions;
    this.quarantines = quarantines;
    this.onRunning = onRunning;
    this.ends =
        new StopSequence(
            loop,
            config.stopLimit(),
            transitions,
            new ServiceUses(kernel.services()),
            fleet,
            this::ended);
  }

  /**
   * Does the next step from what a plugin is to what it is to be. While it is being ended that is
   * none: this is called again then.
   */
  void reconcile(Supervised plugin) {
    if (stopping || plugin.ending > 0 || plugin.scope != null) {
      return;
    }
    if (plugin.becomeNext()) {
      transitions.count(plugin, RestartCause.REPLACED);
      admit(plugin);
    }
    switch (plugin.wanted) {
      case Wanted.Up _ -> comeUp(plugin);
      case Wanted.Resting(PluginState state) -> transitions.enter(plugin, state);
      case Wanted.Gone _ -> {}
    }
  }

  /** A quarantine holds for the jar that failed: looks whether there is one for this jar. */
  void admit(Supervised plugin) {
    if (plugin.wanted instanceof Wanted.Resting(PluginState.Quarantined state)) {
      quarantines.put(plugin.name(), plugin.descriptor.revision(), state);
    } else {
      quarantines
          .find(plugin.name(), plugin.descriptor.revision())
          .filter(_ -> plugin.wanted instanceof Wanted.Up)
          .ifPresent(note -> plugin.wanted = new Wanted.Resting(note));
    }
  }

  private void comeUp(Supervised plugin) {
    switch (plugin.obstacle) {
      case null -> start(plugin);
      case Wanted.Obstacle.Missing(_, String name) ->
          transitions.enter(plugin, new PluginState.Waiting(name));
      case Wanted.Obstacle.Failed(Throwable failure) -> backOff(plugin, failure);
      case Wanted.Obstacle.Pausing _ -> {}
    }
  }

  private void ended(Collection<Supervised> plugins) {
    plugins.forEach(this::reconcile);
    wakeWaiting();
  }

  // Coming up.

  private void start(Supervised plugin) {
    int generation = ++plugin.generation;
    PluginScope scope =
        new PluginScope(
            kernel,
            plugin.descriptor,
            plugin.config,
            (worker, failure) -> loop.run(() -> workerFailed(plugin, generation, worker, failure)));
    Thread thread =
        scope.threads().thread("start-" + plugin.name(), () -> run(plugin, generation, scope));
    plugin.obstacle = null;
    plugin.scope = scope;
    plugin.starting = thread;
    transitions.enter(plugin, new PluginState.Starting());
    thread.start();
    plugin.watch = loop.later(config.startLimit(), () -> overdue(plugin, generation, thread));
  }

  /** On a thread of its own. */
  private void run(Supervised plugin, int generation, PluginScope scope) {
    try {
      Files.createDirectories(scope.dataDirectory());
      Plugin instance = scope.descriptor().create();
      instance.start(scope);
      loop.run(() -> started(plugin, generation, scope, instance));
    } catch (Throwable e) {
      OutOfMemory.handOn(e);
      Throwable failure = PlainText.failure(e);
      loop.run(() -> failed(plugin, generation, failure));
    }
  }

  private void started(Supervised plugin, int generation, PluginScope scope, Plugin instance) {
    if (plugin.generation != generation) {
      ends.endLate(new PluginStop(plugin, null, instance, scope));
      return;
    }
    plugin.instance = instance;
    plugin.starting = null;
    plugin.watch.cancel(false);
    if (!scope.isCurrent()) {
      // Whose service it was given has gone meanwhile: once more, with the new one.
      end(List.of(plugin));
      return;
    }
    try {
      scope.activate();
    } catch (RuntimeException e) {
      fail(plugin, RestartCause.START_FAILED, PlainText.failure(e));
      return;
    }
    plugin.vainStarts = 0;
    plugin.startedAs = ++starts;
    plugin.runningSince = System.nanoTime();
    transitions.enter(plugin, new PluginState.Running());
    onRunning.accept(plugin);
    wakeWaiting();
  }

  private void failed(Supervised plugin, int generation, Throwable failure) {
    if (plugin.generation != generation) {
      return;
    }
    plugin.starting = null;
    plugin.watch.cancel(false);
    if (failure instanceof ServiceMissing missing && !inVain(plugin, missing.service())) {
      plugin.obstacle = new Wanted.Obstacle.Missing(missing.service(), missing.service().getName());
      end(List.of(plugin));
    } else if (isNotShared(failure)) {
      // Starting it again would end in the same way until one of the jars is another one.
      transitions.count(plugin, RestartCause.NOT_SHARED);
      leaveAlone(plugin, Transitions.cause(failure));
      end(List.of(plugin));
    } else {
      fail(plugin, RestartCause.START_FAILED, failure);
    }
  }

  private static boolean isNotShared(Throwable failure) {
    return failure instanceof ProblemException refused
        && refused.problem().code().equals(PluginProblems.NOT_SHARED.code());
  }

  /**
   * Whether a start says again and again that a service is missing which is there. Once it may have
   * come a moment too late; after that the plugin is mistaken, and waits like any that fails.
   */
  private boolean inVain(Supervised plugin, Class<?> service) {
    plugin.vainStarts = kernel.services().isOffered(service) ? plugin.vainStarts + 1 : 0;
    return plugin.vainStarts > MOST_VAIN_STARTS;
  }

  private void overdue(Supervised plugin, int generation, Thread thread) {
    if (plugin.generation != generation || !(plugin.state instanceof PluginState.Starting)) {
      return;
    }
    Exception overdue =
        new IllegalStateException("its start took longer than " + config.startLimit());
    overdue.setStackTrace(thread.getStackTrace());
    fail(plugin, RestartCause.START_OVERDUE, overdue);
  }

  /** Starts those whose service is there now. */
  void wakeWaiting() {
    for (Supervised plugin : fleet.all()) {
      if (plugin.state instanceof PluginState.Waiting
          && plugin.ending == 0
          && plugin.obstacle instanceof Wanted.Obstacle.Missing(Class<?> service, _)
          && (service == null || kernel.services().answers(service))) {
        plugin.obstacle = null;
        reconcile(plugin);
      }
    }
  }

  // Going down.

  private void workerFailed(
      Supervised plugin, int generation, WorkerThread worker, Throwable failure) {
    if (plugin.generation == generation && plugin.isRunning()) {
      LOG.log(Level.ERROR, () -> "worker " + worker.name() + " failed", failure);
      plugin.lastFailure = PlainText.of(failure, LONGEST_FAILURE);
      fail(plugin, RestartCause.WORKER_FAILED, failure);
    }
  }

  /**
   * Looks for a worker that does not tick.
   *
   * @param awakeSince when the process last came back from standing still
   */
  void look(Supervised plugin, long awakeSince) {
    PluginScope scope = plugin.scope;
    if (!plugin.isRunning() || scope == null) {
      return;
    }
    for (WorkerThread worker : scope.workers()) {
      if (worker.isStalled(awakeSince)) {
        String stack = worker.stack();
        plugin.lastStack = stack;
        String cause =
            String.format(
                Locale.ROOT,
                "worker %s does not tick since %d ms",
                worker.name(),
                worker.sinceLastTick().toMillis());
        LOG.log(
            Level.ERROR, () -> "plugin " + plugin.name() + ": " + cause + ". It stands\n" + stack);
        plugin.lastFailure = cause;
        fail(plugin, RestartCause.WORKER_STALLED, new IllegalStateException(cause));
        return;
      }
    }
  }

  /**
   * Ends plugins and those who use them; each becomes then what is wanted of it.
   *
   * @return whom it ends
   */
  Set<Supervised> end(Collection<Supervised> chosen) {
    return ends.end(chosen);
  }

  /** Calls back on the loop when none of these is being ended any more. */
  void whenEnded(Set<Supervised> all, Runnable then) {
    ends.whenEnded(all, then);
  }

  /** Ends a plugin that does not work, then pauses and starts it again. */
  private void fail(Supervised plugin, RestartCause cause, Throwable failure) {
    long now = System.nanoTime();
    Duration ranFor =
        plugin.isRunning() ? Duration.ofNanos(now - plugin.runningSince) : Duration.ZERO;
    plugin.failures.failed(now, ranFor);
    plugin.restarts++;
    transitions.count(plugin, cause);
    if (plugin.isRunning() || cause == RestartCause.START_OVERDUE) {
      transitions.enter(plugin, new PluginState.Stalled(Transitions.cause(failure)));
    }
    plugin.obstacle = new Wanted.Obstacle.Failed(failure);
    end(List.of(plugin));
  }

  private void backOff(Supervised plugin, Throwable failure) {
    int left = plugin.leftBehind().size();
    if (plugin.failures.isExhausted() || left > config.maxLeftBehind()) {
      String more = left > config.maxLeftBehind() ? "; it left %d threads behind" : "";
      String cause = Transitions.cause(failure) + String.format(Locale.ROOT, more, left);
      transitions.enter(plugin, leaveAlone(plugin, cause));
      return;
    }
    plugin.obstacle = new Wanted.Obstacle.Pausing();
    Duration pause = plugin.failures.pause();
    // The same failure has one stack, and then a line a time.
    boolean known = PlainText.of(failure, LONGEST_FAILURE).equals(plugin.lastFailure);
    plugin.lastFailure = PlainText.of(failure, LONGEST_FAILURE);
    transitions.enter(
        plugin,
        new PluginState.BackingOff(
            plugin.failures.attempt(),
            kernel.clock().instant().plus(pause),
            Transitions.cause(failure)),
        known ? null : failure);
    int generation = plugin.generation;
    var _ =
        loop.later(
            pause,
            () -> {
              if (plugin.generation == generation) {
                plugin.obstacle = null;
                reconcile(plugin);
              }
            });
  }

  /** From now on a plugin is to be left alone, also by the next process. */
  PluginState leaveAlone(Supervised plugin, String cause) {
    var state = new PluginState.Quarantined(cause, kernel.clock().instant());
    quarantines.put(plugin.name(), plugin.descriptor.revision(), state);
    plugin.wanted = new Wanted.Resting(state);
    plugin.obstacle = null;
    return state;
  }

  /** From now on nothing is started. */
  void stopStarting() {
    stopping = true;
  }
}
