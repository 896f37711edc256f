package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.PluginDescriptor;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.WorkerThread;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.ServiceMissing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Keeps plugins running.
 *
 * <p><b>The problem.</b> Any plugin may fail at any time, at its start, in a worker or by standing
 * still, and others may need what it offers. Only the failed one and those who need it may be
 * touched, and a plugin that fails for ever must not cost more and more.
 *
 * <p><b>How.</b> One platform thread, the loop, owns all state; no flood of virtual threads can
 * starve it. Everything that runs foreign code runs on a thread of its own and reports back to the
 * loop, with the generation of the start that it belongs to, so that late news of an earlier start
 * is ignored. There is no declared order: a start that requires a service that is not there yet
 * ends with {@link ServiceMissing} and is made again when the service is offered. So the order
 * follows from what plugins do, and the same rule holds at the first start, after a failure, and
 * when a plugin is added later.
 *
 * <p><b>What always holds.</b> A plugin is stopped before the one whose service it uses, and what
 * its context handed out is taken back before it is started again. A pause between restarts grows,
 * with jitter, up to a limit; more failures in a window than allowed, and the plugin is left alone.
 */
public final class Supervisor implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");
  private static final Duration TICK = Duration.ofMillis(500);

  private final SupervisionConfig config;
  private final PluginScope.Kernel kernel;
  private final StateReport report;
  private final ServiceUses uses;
  private final Map<String, Supervised> plugins = new LinkedHashMap<>();
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("holdfast-supervisor").daemon().factory());
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final CountDownLatch requiredHaveRun;
  private final Set<String> haveNotRun;
  private volatile long lastTick = System.nanoTime();
  private int starts;
  private boolean stopping;

  /**
   * Creates a supervisor that has nothing to do yet.
   *
   * @param required plugins whose first start is waited for by {@link #awaitRequired}
   */
  public Supervisor(SupervisionConfig config, PluginScope.Kernel kernel, Set<String> required) {
    this.config = config;
    this.kernel = kernel;
    this.report = new StateReport(kernel, required);
    this.uses = new ServiceUses(kernel.services());
    this.haveNotRun = new LinkedHashSet<>(required);
    this.requiredHaveRun = new CountDownLatch(required.isEmpty() ? 0 : 1);
  }

  /** Starts plugins, each with its configuration, and looks after them from now on. */
  public void start(Map<PluginDescriptor, Record> configured) {
    onLoop(() -> {
      configured.forEach(this::add);
      List.copyOf(plugins.values()).forEach(this::start);
    });
    var _ =
        loop.scheduleWithFixedDelay(guarded(this::tick), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void add(PluginDescriptor descriptor, Record pluginConfig) {
    Supervised plugin = new Supervised(descriptor, pluginConfig, new Backoff(config, random));
    plugins.put(descriptor.name(), plugin);
    report.measure(plugin);
  }

  /** The age of the last tick: what liveness means. */
  public Duration sinceLastTick() {
    return Duration.ofNanos(System.nanoTime() - lastTick);
  }

  /** Whether everything required has run once. */
  public boolean hasStarted() {
    return requiredHaveRun.getCount() == 0;
  }

  /**
   * Waits until everything required has run once.
   *
   * @return false when the time was over first
   */
  public boolean awaitRequired(Duration limit) throws InterruptedException {
    return requiredHaveRun.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The state of a plugin; Stopped when there is none of that name. */
  public PluginState state(String name) {
    Supervised plugin = plugins.get(name);
    return plugin == null ? new PluginState.Stopped() : plugin.state;
  }

  private void tick() {
    lastTick = System.nanoTime();
    for (Supervised plugin : plugins.values()) {
      PluginScope scope = plugin.scope;
      if (plugin.isRunning() && scope != null) {
        for (WorkerThread worker : scope.workers()) {
          if (worker.isStalled()) {
            String stack = worker.stack();
            LOG.log(Level.ERROR, () -> "worker " + worker.name() + " does not tick:\n" + stack);
            fail(plugin, new IllegalStateException("worker " + worker.name() + " does not tick"));
            break;
          }
        }
      }
    }
  }

  // Starting.

  private void start(Supervised plugin) {
    if (stopping) {
      return;
    }
    int generation = ++plugin.generation;
    PluginScope scope =
        new PluginScope(
            kernel,
            plugin.descriptor,
            plugin.config,
            (worker, failure) -> onLoop(() -> workerFailed(plugin, generation, worker, failure)));
    plugin.scope = scope;
    enter(plugin, new PluginState.Starting());
    Thread thread =
        Thread.ofPlatform()
            .name("holdfast-start-" + plugin.name())
            .daemon()
            .unstarted(() -> runStart(plugin, generation, scope));
    thread.setContextClassLoader(plugin.descriptor.loader());
    thread.start();
    later(config.startLimit(), () -> startOverdue(plugin, generation, scope, thread));
  }

  /** On a thread of its own. */
  private void runStart(Supervised plugin, int generation, PluginScope scope) {
    Plugin instance = null;
    try {
      Files.createDirectories(scope.dataDirectory());
      instance = plugin.descriptor.create();
      instance.start(scope);
      Plugin started = instance;
      onLoop(() -> started(plugin, generation, scope, started));
    } catch (Throwable e) {
      new TearDown(plugin.name(), null, scope, plugin.descriptor.loader()).run(config.stopLimit());
      onLoop(() -> startFailed(plugin, generation, e));
    }
  }

  private void started(Supervised plugin, int generation, PluginScope scope, Plugin instance) {
    if (plugin.generation != generation || stopping) {
      tearDown(
          List.of(new TearDown(plugin.name(), instance, scope, plugin.descriptor.loader())),
          () -> {});
      return;
    }
    plugin.instance = instance;
    try {
      scope.activate();
    } catch (RuntimeException e) {
      fail(plugin, e);
      return;
    }
    plugin.startedAs = ++starts;
    plugin.runningSince = System.nanoTime();
    enter(plugin, new PluginState.Running());
    haveNotRun.remove(plugin.name());
    if (haveNotRun.isEmpty()) {
      requiredHaveRun.countDown();
    }
    wakeWaiting();
  }

  private void startFailed(Supervised plugin, int generation, Throwable failure) {
    if (plugin.generation != generation || stopping) {
      return;
    }
    plugin.scope = null;
    if (failure instanceof ServiceMissing missing) {
      enter(plugin, new PluginState.Waiting(missing.service().getName()));
      wakeWaiting();
    } else {
      backOff(plugin, failure);
    }
  }

  private void startOverdue(Supervised plugin, int generation, PluginScope scope, Thread thread) {
    if (plugin.generation != generation || !(plugin.state instanceof PluginState.Starting)) {
      return;
    }
    plugin.generation++;
    thread.interrupt();
    Exception overdue =
        new IllegalStateException("its start took longer than " + config.startLimit());
    overdue.setStackTrace(thread.getStackTrace());
    enter(plugin, new PluginState.Stalled(StateReport.cause(overdue)));
    tearDown(
        List.of(new TearDown(plugin.name(), null, scope, plugin.descriptor.loader())),
        () -> backOff(plugin, overdue));
  }

  private void wakeWaiting() {
    for (Supervised plugin : plugins.values()) {
      if (plugin.state instanceof PluginState.Waiting(String service) && isOffered(service)) {
        start(plugin);
      }
    }
  }

  private boolean isOffered(String service) {
    return kernel.services().offered().contains(service);
  }

  // Failing.

  private void workerFailed(
      Supervised plugin, int generation, WorkerThread worker, Throwable failure) {
    if (plugin.generation == generation && plugin.isRunning()) {
      LOG.log(Level.ERROR, () -> "worker " + worker.name() + " failed", failure);
      fail(plugin, failure);
    }
  }

  /** Stops a running plugin and those who use it, then pauses and starts again. */
  private void fail(Supervised plugin, Throwable failure) {
    Collection<Supervised> dependents = uses.dependents(plugin, plugins.values());
    List<TearDown> ending = new ArrayList<>();
    for (Supervised dependent : dependents) {
      String service = uses.firstService(plugin, dependent);
      ending.add(ending(dependent));
      enter(dependent, new PluginState.Waiting(service));
    }
    ending.add(ending(plugin));
    enter(plugin, new PluginState.Stalled(StateReport.cause(failure)));
    tearDown(ending, () -> backOff(plugin, failure));
  }

  private TearDown ending(Supervised plugin) {
    plugin.generation++;
    PluginScope scope = plugin.scope;
    Plugin instance = plugin.instance;
    plugin.scope = null;
    plugin.instance = null;
    if (scope == null) {
      throw new IllegalStateException(plugin.name() + " has nothing to end");
    }
    return new TearDown(plugin.name(), instance, scope, plugin.descriptor.loader());
  }

  private void backOff(Supervised plugin, Throwable failure) {
    long now = System.nanoTime();
    Duration ranFor =
        plugin.startedAs == 0 ? Duration.ZERO : Duration.ofNanos(now - plugin.runningSince);
    plugin.backoff.failed(now, ranFor);
    if (plugin.backoff.isExhausted()) {
      enter(plugin, new PluginState.Quarantined(StateReport.cause(failure)));
      LOG.log(
          Level.ERROR,
          () -> "plugin " + plugin.name() + " failed too often and is left alone",
          failure);
      return;
    }
    Duration pause = plugin.backoff.pause();
    int attempt = plugin.backoff.attempt();
    // The same failure has one stack, and then a line a time.
    boolean known = failure.toString().equals(plugin.lastFailure);
    plugin.lastFailure = failure.toString();
    LOG.log(
        Level.WARNING,
        () ->
            "plugin %s failed (attempt %d), starting again in %d ms. The rest runs on. %s"
                .formatted(plugin.name(), attempt, pause.toMillis(), known ? failure : ""),
        known ? null : failure);
    plugin.restarts++;
    int generation = plugin.generation;
    enter(
        plugin,
        new PluginState.BackingOff(
            attempt, kernel.clock().instant().plus(pause), StateReport.cause(failure)));
    later(
        pause,
        () -> {
          if (plugin.generation == generation) {
            start(plugin);
          }
        });
  }

  private void tearDown(List<TearDown> ending, Runnable then) {
    Thread.ofPlatform()
        .name("holdfast-teardown")
        .daemon()
        .start(() -> {
          ending.forEach(each -> each.run(config.stopLimit()));
          onLoop(then);
        });
  }

  private void enter(Supervised plugin, PluginState state) {
    plugin.state = state;
    report.show(plugin);
  }

  // Ending.

  /**
   * Stops everything in reverse order of the starts.
   *
   * @return false when the time was over first
   */
  public boolean stop(Duration budget) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    onLoop(() -> {
      stopping = true;
      List<TearDown> ending =
          plugins.values().stream()
              .filter(Supervised::isRunning)
              .sorted(Comparator.comparingInt((Supervised each) -> each.startedAs).reversed())
              .map(this::ending)
              .toList();
      tearDown(
          ending,
          () -> {
            plugins.values().forEach(plugin -> enter(plugin, new PluginState.Stopped()));
            done.countDown();
          });
    });
    return done.await(budget.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }

  private void onLoop(Runnable action) {
    try {
      loop.execute(guarded(action));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "news after the end", e);
    }
  }

  private void later(Duration delay, Runnable action) {
    try {
      var _ = loop.schedule(guarded(action), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "a plan after the end", e);
    }
  }

  /** A mistake in one reaction must not end the loop. */
  private static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (Throwable e) {
        LOG.log(Level.ERROR, "the supervisor failed at one step and goes on", e);
      }
    };
  }
}
