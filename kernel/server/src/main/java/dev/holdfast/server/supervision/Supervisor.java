package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.ServiceMissing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

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
 * with jitter, up to a limit; more failures in a window than allowed, and the plugin is left alone
 * until it is released, also by the next process. What does not end within its time is left behind,
 * named and counted, and never waited for.
 */
public final class Supervisor implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.supervision");
  private static final Duration TICK = Duration.ofMillis(500);

  /** Between two ticks; more than any collection of a heap as small as ours takes. */
  private static final Duration STOOD_STILL = Duration.ofSeconds(3);

  private final Set<String> required;
  private final Loop loop = new Loop();
  private final PluginTable fleet = new PluginTable();
  private final Quarantines quarantines;
  private final Transitions transitions;
  private final Lifecycle lifecycle;
  private final Operations operations;
  private final CountDownLatch requiredHaveRun;
  private final Set<String> haveNotRun;
  private volatile long lastTick = System.nanoTime();
  private long awakeSince = lastTick;

  /**
   * Creates a supervisor that has nothing to do yet.
   *
   * @param required plugins whose first start is waited for by {@link #awaitRequired}
   */
  public Supervisor(SupervisionConfig config, PluginScope.Kernel kernel, Set<String> required) {
    this.required = Set.copyOf(required);
    this.transitions = new Transitions(kernel, required, this::hasStarted);
    this.quarantines = new Quarantines(kernel.dataDirectory().resolve("run/quarantine"));
    this.lifecycle =
        new Lifecycle(config, kernel, loop, fleet, transitions, quarantines, this::hasRun);
    this.operations =
        new Operations(config, kernel.clock(), fleet, transitions, quarantines, lifecycle);
    this.haveNotRun = new LinkedHashSet<>(required);
    this.requiredHaveRun = new CountDownLatch(required.isEmpty() ? 0 : 1);
  }

  /** Is told of every state that a plugin enters, on the loop: it must not wait. */
  public void watch(BiConsumer<String, PluginState> watcher) {
    transitions.watch(watcher);
  }

  /** Starts plugins, each with its configuration, and looks after them from now on. */
  public void start(Map<PluginDescriptor, Record> configured) {
    loop.run(() -> {
      configured.forEach(operations::add);
      fleet.all().forEach(operations::begin);
    });
    loop.every(TICK, this::tick);
  }

  private void hasRun(Supervised plugin) {
    haveNotRun.remove(plugin.name());
    if (haveNotRun.isEmpty()) {
      requiredHaveRun.countDown();
    }
  }

  private void tick() {
    long now = System.nanoTime();
    if (now - lastTick > STOOD_STILL.toNanos()) {
      // Suspended, or starved: the workers could not tick either, and nobody is to blame.
      awakeSince = now;
      LOG.log(
          Level.WARNING,
          "the process stood still for {0} ms; the time limits of workers begin again",
          TimeUnit.NANOSECONDS.toMillis(now - lastTick));
    }
    lastTick = now;
    fleet.all().forEach(plugin -> lifecycle.look(plugin, awakeSince));
    lifecycle.wakeWaiting();
    String standoff = UnmetDependencies.among(fleet.all());
    for (Supervised plugin : fleet.all()) {
      if (plugin.state instanceof PluginState.Waiting(String service, _)) {
        transitions.enter(plugin, new PluginState.Waiting(service, standoff));
      }
    }
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

  /** Whether there is a plugin of this name, in whatever state. */
  public boolean knows(String name) {
    return fleet.find(name) != null;
  }

  /** Whether the quarantine of a plugin is kept on disk. */
  public boolean isQuarantineKept(String name) {
    return quarantines.isKept(name);
  }

  /** Forgets the quarantine of a plugin that is not there. */
  public void forgetQuarantine(String name) {
    quarantines.remove(name);
  }

  /** Whether the state of some plugin ends by itself soon, as that of one that starts. */
  public boolean isAnyPassing() {
    return fleet.all().stream().anyMatch(plugin -> plugin.state.isPassing());
  }

  /** The state of a plugin; Stopped when there is none of that name. */
  public PluginState state(String name) {
    Supervised plugin = fleet.find(name);
    return plugin == null ? new PluginState.Stopped() : plugin.state;
  }

  /**
   * Waits until a plugin neither starts nor stops.
   *
   * @return its state then, or when the time was over
   */
  public PluginState awaitSettled(String name, Duration limit) throws InterruptedException {
    var _ = transitions.await(() -> !state(name).isPassing(), limit);
    return state(name);
  }

  /** The plugin that a class belongs to; empty when it is nobody's, or several have it. */
  public Optional<String> pluginOf(String className) {
    List<String> owners =
        loop.ask(() ->
            fleet.all().stream()
                .filter(each -> each.descriptor.hasLoaded(className))
                .map(Supervised::name)
                .toList());
    return owners.size() == 1 ? Optional.of(owners.getFirst()) : Optional.empty();
  }

  // What operators ask for; see Operations.

  /** All plugins, in the order in which they came. */
  public List<PluginView> views() {
    return loop.ask(() -> fleet.all().stream().map(each -> PluginView.of(each, required)).toList());
  }

  /**
   * One plugin.
   *
   * @throws ProblemException there is none of this name
   */
  public PluginView view(String name) {
    return loop.ask(() -> PluginView.of(operations.known(name), required));
  }

  /**
   * Ends a plugin and starts it again at once, whatever pause it was in.
   *
   * @throws ProblemException there is none of this name, or it is in quarantine
   */
  public void restart(String name) {
    loop.order(() -> operations.restart(name));
  }

  /**
   * Ends a plugin and leaves it alone until it is released.
   *
   * @throws ProblemException there is none of this name, or it is in quarantine already
   */
  public void quarantine(String name) {
    loop.order(() -> operations.quarantine(name));
  }

  /**
   * Starts a plugin that is in quarantine.
   *
   * @throws ProblemException there is none of this name, or it is not in quarantine
   */
  public void release(String name) {
    loop.order(() -> operations.release(name));
  }

  /**
   * Ends a plugin and leaves it ended until {@link #resume} or the end of the process.
   *
   * @throws ProblemException there is none of this name, it is required, or it is in quarantine
   */
  public void pause(String name, String reason) {
    loop.order(() -> operations.pause(name, reason, required));
  }

  /** Starts a plugin that was paused; any other is left as it is. */
  public void resume(String name) {
    loop.order(() -> operations.resume(name));
  }

  /**
   * Ends plugins, forgets them, and starts others in their place; those of the same name keep their
   * figures. Whoever uses them waits meanwhile.
   *
   * @return done when the old ones have ended, each within its limit, and the new ones start
   */
  public CompletableFuture<Void> replace(
      Collection<String> old, Map<PluginDescriptor, Record> fresh) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.run(() -> operations.replace(old, fresh, () -> done.complete(null)));
    return done;
  }

  // Ending.

  /**
   * Stops everything in reverse order of the starts.
   *
   * @return false when the time was over first
   */
  public boolean stop(Duration budget) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.run(() -> {
      transitions.ending();
      lifecycle.stopStarting();
      List<Supervised> all = fleet.all();
      lifecycle.whenEnded(
          lifecycle.end(all),
          () -> {
            all.forEach(plugin -> transitions.enter(plugin, new PluginState.Stopped()));
            done.countDown();
          });
    });
    return done.await(budget.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    loop.close();
  }
}
