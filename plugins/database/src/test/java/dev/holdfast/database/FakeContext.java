package dev.holdfast.database;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.ServiceMissing;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.Worker;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.service.registry.Services;
import io.helidon.webserver.http.HttpService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** As much of a kernel as one plugin needs. */
public final class FakeContext implements PluginContext, AutoCloseable {
  /** The process has one: Micrometer's registries share what stands behind them. */
  public final MeterRegistry meters = Services.get(MetricsFactory.class).globalRegistry();

  public final Map<String, Alert> alerts = new ConcurrentHashMap<>();
  final Map<String, HttpService> routes = new ConcurrentHashMap<>();
  final Map<String, Throwable> stalled = new ConcurrentHashMap<>();
  private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
  private final Map<String, HealthCheck> checks = new ConcurrentHashMap<>();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Record config;
  private final Path directory;

  public FakeContext(Record config, Path directory) {
    this.config = config;
    this.directory = directory;
  }

  public HealthCheckResponse health(String name) {
    return Objects.requireNonNull(checks.get(name)).call();
  }

  @Override
  public String plugin() {
    return "fake";
  }

  @Override
  public <C extends Record> C config(Class<C> type) {
    return type.cast(config);
  }

  @Override
  public Runnable health(String name, HealthCheck check) {
    checks.put(name, check);
    return () -> {};
  }

  @Override
  public <B extends Meter.Builder<B, M>, M extends Meter> M meter(B builder) {
    M meter = meters.getOrCreate(builder);
    owned.push(() -> meters.remove(meter));
    return meter;
  }

  @Override
  public void http(String path, Role role, HttpService service) {
    routes.put(path, service);
  }

  @Override
  public void webSocket(String path, WebSocketOptions options, WebSocketHandler handler) {}

  @Override
  public void worker(String name, Duration limit, Worker worker) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .start(() -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  worker.step();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (Exception | Error e) {
                stalled.put(name, e);
              }
            });
    owned.push(() -> {
      thread.interrupt();
      thread.join();
    });
  }

  @Override
  public <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  @Override
  public <T> void offer(Class<T> type, T service) {
    services.put(type, service);
  }

  @Override
  public <T> T require(Class<T> type) {
    Object service = services.get(type);
    if (service == null) {
      throw new ServiceMissing(type);
    }
    return type.cast(service);
  }

  @Override
  public <T> void contribute(Class<T> type, T part) {}

  @Override
  public <T> List<Contribution<T>> contributions(Class<T> type) {
    return List.of();
  }

  @Override
  public void raise(Alert alert) {
    alerts.put(alert.key(), alert);
  }

  @Override
  public void resolve(String key) {
    alerts.remove(key);
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public Path dataDirectory() {
    return directory;
  }

  @Override
  public void close() throws Exception {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}
