package dev.holdfast.testkit;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.ServiceMissing;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.Worker;
import dev.holdfast.spi.server.MemoryBudget;
import dev.holdfast.spi.support.FileTree;
import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.metrics.api.Tag;
import io.helidon.service.registry.Services;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What the harness hands to its plugin, and takes back. */
final class HarnessContext implements PluginContext {
  private final String plugin;
  private final MeterRegistry registry = Services.get(MetricsFactory.class).globalRegistry();
  private final HarnessWeb web = new HarnessWeb();
  private final HarnessWorkers workers = new HarnessWorkers();

  /** The kernel offers this one to everybody. */
  private final Map<Class<?>, Object> services =
      new ConcurrentHashMap<>(Map.of(MemoryBudget.class, new LimitedMemory(64 << 20)));

  private final Map<Class<?>, Object> offered = new ConcurrentHashMap<>();
  private final Map<Class<?>, List<Object>> contributed = new ConcurrentHashMap<>();
  private final Map<Class<?>, List<Object>> gathered = new ConcurrentHashMap<>();
  private final Map<String, HealthCheck> checks = new ConcurrentHashMap<>();
  private final Map<String, Alert> alerts = new ConcurrentHashMap<>();
  private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
  private final List<Alert> raised = new CopyOnWriteArrayList<>();
  private final Deque<AutoCloseable> handedOut = new ArrayDeque<>();
  private Record config = new Plugin.NoConfiguration();
  private InstantSource clock = InstantSource.system();
  private @Nullable Path directory;
  private FailingCall failing = new FailingCall(0);
  private boolean released;

  HarnessContext(String plugin) {
    this.plugin = plugin;
  }

  void configure(Record record) {
    this.config = record;
  }

  void setClock(InstantSource source) {
    this.clock = source;
  }

  void setDirectory(Path path) {
    this.directory = path;
  }

  void failAt(int call) {
    this.failing = new FailingCall(call);
  }

  FailingCall failing() {
    return failing;
  }

  void started() {
    workers.start();
    web.start();
  }

  Map<Class<?>, Object> services() {
    return services;
  }

  Map<Class<?>, Object> offered() {
    return offered;
  }

  /** What the plugin contributes. */
  <T> List<T> contributed(Class<T> type) {
    return contributed.getOrDefault(type, List.of()).stream().map(type::cast).toList();
  }

  /** Something that another plugin, named "other", contributes. */
  <T> void gather(Class<T> type, T part) {
    gathered.computeIfAbsent(type, any -> new CopyOnWriteArrayList<>()).add(part);
  }

  Map<String, HealthCheck> checks() {
    return checks;
  }

  Map<String, Alert> alerts() {
    return alerts;
  }

  List<Alert> raised() {
    return List.copyOf(raised);
  }

  List<Meter> meters() {
    return List.copyOf(meters);
  }

  HarnessWeb web() {
    return web;
  }

  HarnessWorkers workers() {
    return workers;
  }

  /** Takes everything back, the last first; the first failure is thrown after all are done. */
  void release() throws Exception {
    Exception first = null;
    workers.stop();
    web.stop();
    synchronized (this) {
      released = true;
      for (AutoCloseable each; (each = handedOut.pollLast()) != null; ) {
        try {
          each.close();
        } catch (Exception e) {
          if (first == null) {
            first = e;
          } else {
            first.addSuppressed(e);
          }
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private synchronized void handOut(AutoCloseable release) {
    if (released) {
      throw new IllegalStateException("the plugin " + plugin + " has stopped");
    }
    handedOut.addLast(release);
    // What was handed out by the call that fails is taken back as well.
    failing.count(() -> new IllegalStateException("a call that the test lets fail"));
  }

  @Override
  public String plugin() {
    return plugin;
  }

  @Override
  public <C extends Record> C config(Class<C> type) {
    return type.cast(config);
  }

  @Override
  public Runnable health(String name, HealthCheck check) {
    handOut(() -> checks.remove(name));
    checks.put(name, check);
    // Whoever asks the harness runs the check then and there.
    return () -> {};
  }

  @Override
  public <B extends Meter.Builder<B, M>, M extends Meter> M meter(B builder) {
    M meter = registry.getOrCreate(builder.addTag(Tag.create("plugin", plugin)));
    handOut(() -> {
      meters.remove(meter);
      registry.remove(meter);
    });
    meters.add(meter);
    return meter;
  }

  @Override
  public void http(String path, Role role, HttpService service) {
    handOut(() -> {});
    web.add(path, role, service);
  }

  @Override
  public void webSocket(String path, WebSocketOptions options, WebSocketHandler handler) {
    handOut(() -> {});
    web.add(path, options, handler);
  }

  @Override
  public void worker(String name, Duration limit, Worker worker) {
    handOut(() -> {});
    workers.add(name, worker);
  }

  @Override
  public <T extends AutoCloseable> T own(T resource) {
    handOut(resource);
    return resource;
  }

  @Override
  public <T> void offer(Class<T> type, T service) {
    handOut(() -> offered.remove(type));
    offered.put(type, service);
  }

  @Override
  public <T> T require(Class<T> type) {
    failing.count(() -> new ServiceMissing(type));
    Object service = services.get(type);
    if (service == null) {
      throw new ServiceMissing(type);
    }
    return type.cast(service);
  }

  @Override
  public <T> Optional<T> find(Class<T> type) {
    return Optional.ofNullable(services.get(type)).map(type::cast);
  }

  @Override
  public <T> void contribute(Class<T> type, T part) {
    List<Object> all = contributed.computeIfAbsent(type, any -> new CopyOnWriteArrayList<>());
    handOut(() -> all.remove(part));
    all.add(part);
  }

  @Override
  public <T> List<Contribution<T>> contributions(Class<T> type) {
    return gathered.getOrDefault(type, List.of()).stream()
        .map(part -> new Contribution<>("other", type.cast(part)))
        .toList();
  }

  @Override
  public void raise(Alert alert) {
    alerts.put(alert.key(), alert);
    raised.add(alert);
  }

  @Override
  public void resolve(String key) {
    alerts.remove(key);
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public synchronized Path dataDirectory() {
    Path existing = directory;
    if (existing != null) {
      return existing;
    }
    try {
      Path created = Files.createTempDirectory("holdfast-" + plugin + "-");
      handOut(() -> FileTree.delete(created));
      directory = created;
      return created;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
