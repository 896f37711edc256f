package dev.holdfast.server.plugin;

import dev.holdfast.server.health.Changes;
import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.metrics.Meters;
import dev.holdfast.server.plugin.Allowance.Kind;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.server.plugin.loading.PluginThreads;
import dev.holdfast.server.web.WebPort;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.ServiceMissing;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.Worker;
import dev.holdfast.spi.journal.Journal;
import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.Meter;
import io.helidon.webserver.http.HttpService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;

/**
 * The context of one start of one plugin. It remembers everything that it handed out, and takes it
 * back in reverse order, whatever fails on the way.
 */
public final class PluginScope implements PluginContext {

  /** The parts of the kernel that a context hands out from. */
  public record Kernel(
      WebPort web,
      HealthBoard health,
      Meters meters,
      AlertBoard alerts,
      Changes changes,
      ServiceRegistry services,
      InstantSource clock,
      Path dataDirectory,
      PluginLimits limits,
      Map<String, List<String>> owners) {}

  private final Kernel kernel;
  private final PluginDescriptor descriptor;
  private final Record config;
  private final BiConsumer<WorkerThread, Throwable> onWorkerFailure;
  private final PluginThreads threads;
  private final PluginResources handedOut;
  private final Allowance allowance;
  private final Set<String> metersTaken = new HashSet<>();
  private final List<WorkerThread> workers = new ArrayList<>();
  private final Map<Class<?>, Object> offers = new HashMap<>();
  private final Map<Class<?>, Object> required = new HashMap<>();
  private final List<Runnable> contributions = new ArrayList<>();
  private boolean open = true;

  /**
   * Opens a scope.
   *
   * @param onWorkerFailure called on the worker's thread when it ends by an exception
   */
  public PluginScope(
      Kernel kernel,
      PluginDescriptor descriptor,
      Record config,
      BiConsumer<WorkerThread, Throwable> onWorkerFailure) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.config = config;
    this.onWorkerFailure = onWorkerFailure;
    this.threads = new PluginThreads(descriptor.name(), descriptor.loader());
    this.handedOut = new PluginResources(descriptor.name(), threads, kernel.clock());
    this.allowance =
        new Allowance(descriptor.name(), kernel.limits(), kernel.meters(), kernel.health());
    handedOut.add("allowance", allowance);
  }

  @Override
  public String plugin() {
    return descriptor.name();
  }

  @Override
  public <C extends Record> C config(Class<C> type) {
    return type.cast(config);
  }

  @Override
  public Runnable health(String name, HealthCheck check) {
    allowance.take(Kind.HEALTH_CHECKS, name);
    ThreadFactory factory = threads.factory("health-" + plugin() + "-" + name);
    HealthBoard.Handle handle = kernel.health().add(plugin(), name, check, factory);
    handOut("check " + name, handle);
    return handle::runNow;
  }

  @Override
  public synchronized <B extends Meter.Builder<B, M>, M extends Meter> M meter(B builder) {
    checkOpen();
    builder
        .tags()
        .forEach((label, value) -> {
          allowance.checkName(label);
          allowance.checkName(value);
        });
    boolean fresh = !metersTaken.contains(builder.name() + builder.tags());
    if (fresh) {
      allowance.take(Kind.METERS, builder.name());
      metersTaken.add(builder.name() + builder.tags());
    }
    M meter = kernel.meters().add(plugin(), builder);
    if (fresh) {
      handOut("meter " + meter.id().name(), () -> kernel.meters().remove(meter));
    }
    return meter;
  }

  @Override
  public void http(String path, Role role, HttpService service) {
    allowance.take(Kind.ROUTES, path);
    handOut("routes " + path, kernel.web().http(path, role, service, plugin()));
  }

  @Override
  public void webSocket(String path, WebSocketOptions options, WebSocketHandler handler) {
    allowance.take(Kind.ENDPOINTS, path);
    handOut("endpoint " + path, kernel.web().webSocket(path, options, handler, plugin()));
  }

  @Override
  public synchronized void worker(String name, Duration limit, Worker worker) {
    allowance.take(Kind.WORKERS, name);
    WorkerThread thread =
        new WorkerThread(
            plugin() + "-" + name, limit, worker, threads, System::nanoTime, onWorkerFailure);
    checkOpen();
    workers.add(thread);
    handedOut.add(thread);
  }

  @Override
  public synchronized <T extends AutoCloseable> T own(T resource) {
    if (!open) {
      return refuse(resource);
    }
    handedOut.own(resource);
    return resource;
  }

  @Override
  public synchronized <T> void offer(Class<T> type, T service) {
    checkOpen();
    allowance.take(Kind.SERVICES, type.getSimpleName());
    checkEntitled(type);
    offers.put(type, type.cast(service));
  }

  @Override
  public synchronized <T> T require(Class<T> type) {
    T service = offered(type).orElseThrow(() -> new ServiceMissing(type));
    required.put(type, service);
    return ownView(type, service);
  }

  @Override
  public synchronized <T> Optional<T> find(Class<T> type) {
    return offered(type).map(service -> ownView(type, service));
  }

  private <T> Optional<T> offered(Class<T> type) {
    checkOpen();
    Optional<T> offered = kernel.services().find(type);
    if (offered.isEmpty() && descriptor.isPrivate(type)) {
      throw new ProblemException(
          PluginProblems.NOT_SHARED.because(
              ServiceRegistry.named(type) + ", a class of its own jars, and of no other plugin"));
    }
    return offered;
  }

  /** The plugin's view of a service: the same each time, for as long as the service is the same. */
  private <T> T ownView(Class<T> type, T service) {
    Optional<Object> before = kernel.services().view(type, service, this);
    if (before.isPresent()) {
      return type.cast(before.get());
    }
    Object own = service;
    if (service instanceof PerPlugin<?> shared) {
      own = shared.of(plugin());
      if (own instanceof AutoCloseable closeable) {
        handOut("its " + type.getSimpleName(), closeable);
      }
    } else if (service instanceof Journal journal) {
      // Names of its readers are the plugin's own.
      own = journal.forPlugin(plugin());
    }
    kernel.services().keepView(type, service, this, own);
    return type.cast(own);
  }

  /** Whoever offers the journal or the database gets all data, so not everybody may. */
  private void checkEntitled(Class<?> type) {
    List<String> owners = kernel.owners().get(type.getSimpleName());
    if (owners != null
        && !owners.contains(plugin())
        && !descriptor.loader().equals(type.getClassLoader())) {
      throw new ProblemException(
          PluginProblems.NOT_ENTITLED.because(
              plugin()
                  + " offers "
                  + type.getSimpleName()
                  + ", which only these may offer: "
                  + String.join(", ", owners)));
    }
  }

  @Override
  public synchronized <T> void contribute(Class<T> type, T part) {
    checkOpen();
    allowance.take(Kind.CONTRIBUTIONS, type.getSimpleName());
    Contribution<T> contribution = new Contribution<>(plugin(), type.cast(part));
    contributions.add(() -> kernel.services().contribute(this, type, contribution));
  }

  @Override
  public <T> List<Contribution<T>> contributions(Class<T> type) {
    return kernel.services().contributions(type);
  }

  @Override
  public synchronized void raise(Alert alert) {
    checkOpen();
    allowance.checkName(alert.key());
    if (!kernel.alerts().raise(plugin(), alert, allowance.most(Kind.ALERTS))) {
      // Told by the allowance; whoever reports trouble is not to be troubled by that.
      var _ = allowance.refuse(Kind.ALERTS, alert.key());
    }
  }

  @Override
  public void resolve(String key) {
    kernel.alerts().resolve(plugin(), key);
  }

  @Override
  public InstantSource clock() {
    return kernel.clock();
  }

  @Override
  public Path dataDirectory() {
    return kernel.dataDirectory().resolve(plugin());
  }

  /** What this is a start of. */
  public PluginDescriptor descriptor() {
    return descriptor;
  }

  /** The start has succeeded: what was offered is there, and the workers run. */
  public synchronized void activate() {
    checkOpen();
    kernel.services().publish(plugin(), this, offers);
    contributions.forEach(Runnable::run);
    workers.forEach(WorkerThread::start);
  }

  /** The services that this start was given. */
  public synchronized Set<Class<?>> required() {
    return Set.copyOf(required.keySet());
  }

  /** The services that this start offers, or would have offered. */
  public synchronized Set<Class<?>> offered() {
    return Set.copyOf(offers.keySet());
  }

  /** Whether all that it was given is still offered: its provider may have gone meanwhile. */
  public synchronized boolean isCurrent() {
    return required.entrySet().stream()
        .allMatch(use -> kernel.services().isOffered(use.getKey(), use.getValue()));
  }

  /** The workers of this start. */
  public synchronized List<WorkerThread> workers() {
    return List.copyOf(workers);
  }

  /** Where the plugin's own threads come from. */
  public PluginThreads threads() {
    return threads;
  }

  /** From now on nobody is given its services; those who have them keep them. */
  public void withdraw() {
    kernel.services().withdraw(this);
  }

  /**
   * Takes everything back, newest first. What fails or hangs does not keep the rest; a second time
   * there is nothing to do.
   *
   * @param limit for all of it together; what is the kernel's own is taken back also after it
   * @param known threads that were left behind before
   */
  public Release release(Duration limit, List<LeakedThread> known) {
    boolean first;
    synchronized (this) {
      first = open;
      open = false;
    }
    withdraw();
    Release release = handedOut.takeBack(limit, known);
    if (first) {
      kernel.alerts().resolveAll(plugin());
    }
    return release;
  }

  private synchronized void handOut(String what, AutoCloseable handle) {
    if (open) {
      handedOut.add(what, handle);
    } else {
      refuse(handle);
    }
  }

  /** What cannot be looked after any more is closed at once. */
  private <T extends AutoCloseable> T refuse(T resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("plugin " + plugin() + " has stopped", e);
    }
    throw new IllegalStateException("plugin " + plugin() + " has stopped");
  }

  private void checkOpen() {
    if (!open) {
      throw new IllegalStateException("plugin " + plugin() + " has stopped");
    }
  }
}
