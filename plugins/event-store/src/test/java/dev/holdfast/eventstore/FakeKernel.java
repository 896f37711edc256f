package dev.holdfast.eventstore;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.ServiceMissing;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.Worker;
import dev.holdfast.spi.server.MemoryBudget;
import dev.holdfast.testkit.LimitedMemory;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.service.registry.Services;
import io.helidon.webserver.http.HttpService;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a kernel as a few plugins need; the configuration is their own reference.conf. */
final class FakeKernel implements PluginContext, AutoCloseable {
  /** The process has one: Micrometer's registries share what stands behind them. */
  final MeterRegistry meters = Services.get(MetricsFactory.class).globalRegistry();

  final Map<String, Alert> alerts = new ConcurrentHashMap<>();

  /** Also those that are resolved. */
  final List<Alert> raised = new CopyOnWriteArrayList<>();

  final Map<String, Throwable> stalled = new ConcurrentHashMap<>();
  final Map<String, HttpService> routes = new ConcurrentHashMap<>();
  final LimitedMemory memory = new LimitedMemory(64 << 20);
  private final Map<Class<?>, Object> services =
      new ConcurrentHashMap<>(Map.of(MemoryBudget.class, memory));
  private final Map<Class<?>, Object> contributed = new ConcurrentHashMap<>();
  private final Map<String, HealthCheck> checks = new ConcurrentHashMap<>();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Config settings;
  private final Path directory;
  private String starting = "";

  /** Creates one. The settings are in HOCON and go over the defaults. */
  FakeKernel(Path directory, String settings) {
    this.directory = directory;
    this.settings =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
  }

  void start(Plugin plugin) {
    starting = plugin.name();
    try {
      plugin.start(this);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  HealthCheckResponse health(String name) {
    return Objects.requireNonNull(checks.get(name)).call();
  }

  /** The last part of a type that a plugin contributed. */
  <T> T contributed(Class<T> type) {
    return type.cast(Objects.requireNonNull(contributed.get(type)));
  }

  long count(String counter) {
    return meters.getOrCreate(Counter.builder(counter)).count();
  }

  @Override
  public String plugin() {
    return starting;
  }

  @Override
  public <C extends Record> C config(Class<C> type) {
    return bind(settings.getConfig("holdfast." + starting), type);
  }

  /** The block of another plugin than the one that starts. */
  <C extends Record> C config(String plugin, Class<C> type) {
    return bind(settings.getConfig("holdfast." + plugin), type);
  }

  private static <C extends Record> C bind(Config block, Class<C> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = components[i].getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      types[i] = components[i].getType();
      values[i] = value(block, key, components[i].getGenericType());
    }
    try {
      Constructor<C> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(Config block, String key, Type type) {
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return Map.of();
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list.getActualTypeArguments()[0] == String.class
          ? block.getStringList(key)
          : block.getDurationList(key);
    }
    if (type instanceof ParameterizedType optional) {
      return block.hasPath(key)
          ? Optional.of(value(block, key, optional.getActualTypeArguments()[0]))
          : Optional.empty();
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord() && plain != Size.class && plain != Secret.class) {
      return bind(block.getConfig(key), plain.asSubclass(Record.class));
    }
    return switch (plain.getSimpleName()) {
      case "String" -> block.getString(key);
      case "Secret" -> new Secret(block.getString(key));
      case "int" -> block.getInt(key);
      case "long" -> block.getLong(key);
      case "boolean" -> block.getBoolean(key);
      case "Duration" -> block.getDuration(key);
      case "Size" -> new Size(block.getBytes(key));
      default -> throw new IllegalStateException("no value of " + type);
    };
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
  public <T> void contribute(Class<T> type, T part) {
    contributed.put(type, part);
  }

  @Override
  public <T> List<Contribution<T>> contributions(Class<T> type) {
    return List.of();
  }

  @Override
  public void raise(Alert alert) {
    raised.add(alert);
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
