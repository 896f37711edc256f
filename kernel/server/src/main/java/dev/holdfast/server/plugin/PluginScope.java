package dev.holdfast.server.plugin;

import dev.holdfast.server.health.HealthBoard;
import dev.holdfast.server.metrics.Meters;
import dev.holdfast.server.web.WebPort;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.Worker;
import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.Meter;
import io.helidon.webserver.http.HttpService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
      ServiceRegistry services,
      InstantSource clock,
      Path dataDirectory) {}

  private final Kernel kernel;
  private final PluginDescriptor descriptor;
  private final Record config;
  private final BiConsumer<WorkerThread, Throwable> onWorkerFailure;
  private final Deque<AutoCloseable> handedOut = new ArrayDeque<>();
  private final List<WorkerThread> workers = new ArrayList<>();
  private final Map<Class<?>, Object> offers = new HashMap<>();
  private final Set<Class<?>> required = new HashSet<>();
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
    HealthBoard.Handle handle = kernel.health().add(plugin(), name, check, descriptor.loader());
    handOut(handle);
    return handle::runNow;
  }

  @Override
  public synchronized <B extends Meter.Builder<B, M>, M extends Meter> M meter(B builder) {
    M meter = kernel.meters().add(plugin(), builder);
    handOut(() -> kernel.meters().remove(meter));
    return meter;
  }

  @Override
  public void http(String path, Role role, HttpService service) {
    handOut(kernel.web().http(path, role, service));
  }

  @Override
  public void webSocket(String path, WebSocketOptions options, WebSocketHandler handler) {
    handOut(kernel.web().webSocket(path, options, handler));
  }

  @Override
  public synchronized void worker(String name, Duration limit, Worker worker) {
    WorkerThread thread =
        new WorkerThread(
            plugin() + "-" + name,
            limit,
            worker,
            descriptor.loader(),
            System::nanoTime,
            onWorkerFailure);
    workers.add(thread);
    handOut(thread::stop);
  }

  @Override
  public <T extends AutoCloseable> T own(T resource) {
    handOut(resource);
    return resource;
  }

  @Override
  public synchronized <T> void offer(Class<T> type, T service) {
    checkOpen();
    offers.put(type, type.cast(service));
  }

  @Override
  public synchronized <T> T require(Class<T> type) {
    checkOpen();
    required.add(type);
    return kernel.services().require(type);
  }

  @Override
  public void raise(Alert alert) {
    kernel.alerts().raise(plugin(), alert);
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

  /** The start has succeeded: what was offered is there, and the workers run. */
  public synchronized void activate() {
    checkOpen();
    kernel.services().publish(plugin(), offers);
    workers.forEach(WorkerThread::start);
  }

  /** The services that this start asked for. */
  public synchronized Set<Class<?>> required() {
    return Set.copyOf(required);
  }

  /** The workers of this start. */
  public synchronized List<WorkerThread> workers() {
    return List.copyOf(workers);
  }

  /**
   * Takes everything back, newest first.
   *
   * @throws Exception the first failure, with the others suppressed; all the rest was taken back
   */
  public void release() throws Exception {
    Deque<AutoCloseable> toClose;
    synchronized (this) {
      open = false;
      toClose = new ArrayDeque<>(handedOut);
      handedOut.clear();
    }
    kernel.services().withdraw(plugin());
    Throwable first = null;
    for (AutoCloseable each : toClose) {
      try {
        each.close();
      } catch (Throwable e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    kernel.alerts().resolveAll(plugin());
    if (first != null) {
      throw new Exception("not everything of " + plugin() + " could be taken back", first);
    }
  }

  private synchronized void handOut(AutoCloseable handle) {
    if (open) {
      handedOut.push(handle);
      return;
    }
    try {
      handle.close();
    } catch (Exception e) {
      throw new IllegalStateException("plugin " + plugin() + " has stopped", e);
    }
    checkOpen();
  }

  private void checkOpen() {
    if (!open) {
      throw new IllegalStateException("plugin " + plugin() + " has stopped");
    }
  }
}
