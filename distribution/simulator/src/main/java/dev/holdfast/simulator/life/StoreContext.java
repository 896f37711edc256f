package dev.holdfast.simulator.life;

import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.SimulatedClock;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.ServiceMissing;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.Worker;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.server.MemoryBudget;
import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.Counter;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the event store is given in place of a kernel. Its workers wait until somebody has them do a
 * step; nobody asks its paths.
 */
final class StoreContext implements PluginContext {
  private static final String STORED = "holdfast_events_stored_total";
  private static final String DUPLICATES = "holdfast_events_duplicates_total";
  private static final String SET_ASIDE = "holdfast_events_dead_lettered_total";

  private final Record config;
  private final SimulatedClock clock;
  private final Map<Class<?>, Object> services;
  private final Consumer<Alert> raised;
  private final Bug bug;
  private final MeterRegistry registry = Services.get(MetricsFactory.class).globalRegistry();
  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, Long> before = new HashMap<>();
  private final Map<String, Worker> workers = new HashMap<>();
  private final Map<String, HealthCheck> checks = new HashMap<>();
  private final TreeMap<String, Alert> alerts = new TreeMap<>();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  StoreContext(
      Record config,
      SimulatedClock clock,
      Journal journal,
      Database database,
      Bug bug,
      Consumer<Alert> raised) {
    this.config = config;
    this.clock = clock;
    this.services =
        Map.of(
            Journal.class, journal,
            Database.class, database,
            MemoryBudget.class, (MemoryBudget) StoreContext::noBudget);
    this.bug = bug;
    this.raised = raised;
  }

  private static MemoryBudget.Reservation noBudget(String... holders) {
    throw new UnsupportedOperationException("nobody reads the history");
  }

  /** A worker of the plugin. */
  Worker worker(String name) {
    Worker worker = workers.get(name);
    if (worker == null) {
      throw new IllegalStateException("the plugin has no worker " + name);
    }
    return worker;
  }

  /** The alerts that stand now, by key. */
  Map<String, Alert> alerts() {
    return alerts;
  }

  /** Events that this start of the plugin counted as rows, duplicates and dead letters. */
  Counts counts() {
    return new Counts(counted(STORED), counted(DUPLICATES), counted(SET_ASIDE));
  }

  /** What the plugin says of its events. */
  record Counts(long stored, long duplicates, long setAside) {
    long all() {
      return stored + duplicates + setAside;
    }
  }

  private long counted(String name) {
    Counter counter = counters.get(name);
    return counter == null ? 0 : counter.count() - before.getOrDefault(name, 0L);
  }

  /** The plugin ends. */
  void release() throws Exception {
    for (AutoCloseable each; (each = owned.pollLast()) != null; ) {
      each.close();
    }
  }

  @Override
  public String plugin() {
    return "event-store";
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

  /** What the plugin says of its health now. */
  HealthCheck check(String name) {
    HealthCheck check = checks.get(name);
    if (check == null) {
      throw new IllegalStateException("the plugin has no check " + name);
    }
    return check;
  }

  @Override
  public <B extends Meter.Builder<B, M>, M extends Meter> M meter(B builder) {
    M meter = registry.getOrCreate(builder);
    if (meter instanceof Counter counter) {
      String name = builder.name();
      counters.put(name, counter);
      before.put(name, counter.count());
      Counter stored = counters.get(STORED);
      if (bug == Bug.COUNTS_DUPLICATES_AS_STORED && name.equals(DUPLICATES) && stored != null) {
        @SuppressWarnings("unchecked")
        M other = (M) stored;
        return other;
      }
    }
    return meter;
  }

  @Override
  public void http(String path, Role role, HttpService service) {}

  @Override
  public void webSocket(String path, WebSocketOptions options, WebSocketHandler handler) {}

  @Override
  public void worker(String name, Duration limit, Worker worker) {
    workers.put(name, worker);
  }

  @Override
  public <T extends AutoCloseable> T own(T resource) {
    owned.addLast(resource);
    return resource;
  }

  @Override
  public <T> void offer(Class<T> type, T service) {}

  @Override
  public <T> T require(Class<T> type) {
    return find(type).orElseThrow(() -> new ServiceMissing(type));
  }

  @Override
  public <T> Optional<T> find(Class<T> type) {
    return Optional.ofNullable(services.get(type)).map(type::cast);
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
    raised.accept(alert);
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
    throw new UnsupportedOperationException("the event store keeps no files");
  }
}
