package dev.holdfast.journal;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.Worker;
import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.service.registry.Services;
import io.helidon.webserver.http.HttpService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A kernel that writes down what a plugin asks for; its workers run when a test says so. */
final class FakeContext implements PluginContext {
  final Map<String, HealthCheck> checks = new HashMap<>();
  final Map<String, Worker> workers = new HashMap<>();
  final Map<String, Alert> alerts = new HashMap<>();
  final Map<Class<?>, Object> services = new HashMap<>();
  final List<String> meters = new ArrayList<>();
  final List<String> routes = new ArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final Record config;
  private final Path folder;
  private final InstantSource clock;

  FakeContext(Record config, Path folder, InstantSource clock) {
    this.config = config;
    this.folder = folder;
    this.clock = clock;
  }

  void release() throws Exception {
    for (AutoCloseable resource : owned.reversed()) {
      resource.close();
    }
  }

  @Override
  public String plugin() {
    return "journal";
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
    meters.add(builder.name());
    return Services.get(MetricsFactory.class).globalRegistry().getOrCreate(builder);
  }

  @Override
  public void http(String path, Role role, HttpService service) {
    routes.add(role + " " + path);
  }

  @Override
  public void webSocket(String path, WebSocketOptions options, WebSocketHandler handler) {
    throw new UnsupportedOperationException("the journal has none");
  }

  @Override
  public void worker(String name, Duration limit, Worker worker) {
    workers.put(name, worker);
  }

  @Override
  public <T extends AutoCloseable> T own(T resource) {
    owned.add(resource);
    return resource;
  }

  @Override
  public <T> void offer(Class<T> type, T service) {
    services.put(type, service);
  }

  @Override
  public <T> T require(Class<T> type) {
    throw new UnsupportedOperationException("the journal needs nobody");
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
    return clock;
  }

  @Override
  public Path dataDirectory() {
    return folder;
  }
}
