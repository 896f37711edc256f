package dev.holdfast.testkit;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import io.helidon.health.HealthCheckResponse;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Meter;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs one plugin as the kernel would, without a kernel: for tests.
 *
 * {@snippet :
 * try (PluginHarness harness =
 *     PluginHarness.of(new ExamplePlugin())
 *         .config(new ExampleConfig(Duration.ofSeconds(1)))
 *         .offering(Journal.class, new InMemoryJournal())) {
 *   harness.start();
 *   assertThat(harness.health("reading").status()).isEqualTo(HealthCheckResponse.Status.UP);
 * }
 * }
 *
 * <p>HTTP routes are served by a real web server on a free port, meters are real, workers run on
 * threads of their own unless {@link #steppingByHand} is asked for, and WebSocket endpoints are
 * called through {@link RecordingSession}. There are no tokens: every role is granted. Meters live
 * in the registry of the JVM until {@link #close}, so run one harness for a plugin at a time.
 *
 * <p>Plugins that work together get a harness each: what one {@linkplain #offered offers} is
 * {@linkplain #offering given} to the next, and they are closed in the reverse order.
 */
public final class PluginHarness implements AutoCloseable {
  private final Plugin plugin;
  private final HarnessContext context;
  private boolean started;

  private PluginHarness(Plugin plugin) {
    this.plugin = plugin;
    this.context = new HarnessContext(plugin.name());
  }

  /** A harness for a fresh instance of a plugin; nothing runs yet. */
  public static PluginHarness of(Plugin plugin) {
    return new PluginHarness(plugin);
  }

  /** What the plugin's block of the configuration is bound to. */
  public PluginHarness config(Record config) {
    context.configure(config);
    return this;
  }

  /**
   * Settings as people write them into {@code conf/holdfast.conf}, over the defaults of the
   * plugin's {@code reference.conf}. They are bound as the server binds them: ranges are checked,
   * and a key that the plugin does not have is refused. Blocks of other plugins are passed over, so
   * that several harnesses can be given the same text.
   *
   * @param hocon such as {@code holdfast.example.interval = 1 s}; empty for the defaults alone
   * @throws IllegalArgumentException the server would not start the plugin with them; the message
   *     is the one that people would read
   */
  public PluginHarness settings(String hocon) {
    context.configure(HarnessSettings.bind(plugin, hocon));
    return this;
  }

  /** A service that the plugin may require. */
  public <T> PluginHarness offering(Class<T> type, T service) {
    context.services().put(type, service);
    return this;
  }

  /** A part that another plugin contributes, also while the plugin runs. */
  public <T> PluginHarness contributing(Class<T> type, T part) {
    context.gather(type, part);
    return this;
  }

  /** The clock that the plugin sees; the system's by default. */
  public PluginHarness clock(InstantSource clock) {
    context.setClock(clock);
    return this;
  }

  /**
   * Where the plugin keeps its files: an existing folder of the test, which stays. Without it the
   * plugin gets a folder of its own, which is deleted with the harness.
   */
  public PluginHarness directory(Path directory) {
    context.setDirectory(directory);
    return this;
  }

  /** What the plugin is given: for tests of a part of it, which is not started. */
  public PluginContext context() {
    return context;
  }

  /** Workers do not run by themselves: the test calls {@link #step}. */
  public PluginHarness steppingByHand() {
    context.workers().stepByHand();
    return this;
  }

  /** Lets the call of this number fail that the start makes, from 1 on. */
  PluginHarness failingAt(int call) {
    context.failAt(call);
    return this;
  }

  /** What {@link #failingAt} has thrown; empty when the start made fewer calls. */
  Optional<RuntimeException> injected() {
    return context.failing().thrown();
  }

  /** The readers that are open in the journals that were offered. */
  List<String> openReaders() {
    return context.services().values().stream()
        .filter(InMemoryJournal.class::isInstance)
        .flatMap(journal -> ((InMemoryJournal) journal).openReaders().stream())
        .toList();
  }

  /** Has everything made that is made once for the JVM: the metrics and the web server. */
  static void warmUp() throws Exception {
    try (PluginHarness harness = of(new WarmUp())) {
      harness.start();
    }
  }

  /**
   * Asks the plugin what it has against its settings, as the kernel does before a start.
   *
   * @throws Exception what the plugin threw
   */
  public RecordedValidation validate() throws Exception {
    return RecordedValidation.of(plugin, context.config(plugin.configuration()));
  }

  /**
   * Starts the plugin, then its workers and its web server. When the start fails, all that was
   * handed out is taken back, as by the kernel.
   *
   * @throws Exception what the plugin threw
   */
  public void start() throws Exception {
    try {
      plugin.start(context);
      context.started();
      started = true;
    } catch (Exception e) {
      context.release();
      throw e;
    }
  }

  /** Runs a health check of the plugin by its name. */
  public HealthCheckResponse health(String name) {
    return found(context.checks(), name, "health check").call();
  }

  /** The names of the health checks that the plugin has registered. */
  public Set<String> checks() {
    return Set.copyOf(context.checks().keySet());
  }

  /** The names of the meters that the plugin has registered. */
  public Set<String> meters() {
    return context.meters().stream().map(meter -> meter.id().name()).collect(Collectors.toSet());
  }

  /**
   * The value of a counter or gauge.
   *
   * @param name as it was registered
   * @param tags keys and values in turn; the meter has all of them, and perhaps more
   */
  public double meter(String name, String... tags) {
    for (Meter meter : context.meters()) {
      if (meter.id().name().equals(name) && hasTags(meter, tags)) {
        return switch (meter) {
          case Counter counter -> counter.count();
          case FunctionalCounter counter -> counter.count();
          case Gauge<?> gauge -> gauge.value().doubleValue();
          default -> throw new IllegalArgumentException(name + " is neither counter nor gauge");
        };
      }
    }
    throw new IllegalArgumentException("no meter " + name + " with the tags " + List.of(tags));
  }

  private static boolean hasTags(Meter meter, String... tags) {
    Map<String, String> present = meter.id().tagsMap();
    for (int i = 0; i < tags.length; i += 2) {
      if (!tags[i + 1].equals(present.get(tags[i]))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The paths that the plugin has added, of HTTP and WebSocket, with the role that a client needs
   * on a server; in the order in which they were added. The harness itself grants every role.
   */
  public Map<String, Role> routes() {
    return context.web().roles();
  }

  /** The names of the workers that the plugin has added. */
  public Set<String> workers() {
    return context.workers().names();
  }

  /** The address of a path on the harness' web server, once started. */
  public URI uri(String path) {
    return context.web().uri(path);
  }

  /** Connects to a WebSocket endpoint of the plugin; null for no sub-protocol. */
  public RecordingSession connect(String path, @Nullable String subprotocol) {
    return connect(path, subprotocol, "anonymous");
  }

  /** As {@link #connect(String, String)}, with the name of the token that the client shows. */
  public RecordingSession connect(String path, @Nullable String subprotocol, String principal) {
    return context.web().connect(path, subprotocol, principal);
  }

  /**
   * Runs one step of a worker on this thread; only when stepping by hand.
   *
   * @throws Exception what the worker threw
   */
  public void step(String worker) throws Exception {
    context.workers().step(worker);
  }

  /** What ended a worker's thread, if anything did; asking for it makes it expected. */
  public Optional<Throwable> failure(String worker) {
    return context.workers().failure(worker);
  }

  /** The alerts on the board now, by key. */
  public Map<String, Alert> alerts() {
    return Map.copyOf(context.alerts());
  }

  /** All alerts that were raised so far, in their order, also those that are resolved. */
  public List<Alert> raised() {
    return context.raised();
  }

  /** The parts of a type that the plugin contributes. */
  public <T> List<T> contributed(Class<T> type) {
    return context.contributed(type);
  }

  /** A service that the plugin offers. */
  public <T> T offered(Class<T> type) {
    return type.cast(found(context.offered(), type, "offered service"));
  }

  private static <K, V> V found(Map<K, V> map, K key, String kind) {
    V value = map.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no " + kind + " " + key + "; there are " + map.keySet());
    }
    return value;
  }

  /**
   * Stops the plugin and takes back what it was handed, in reverse order.
   *
   * @throws Exception what the plugin's stop threw, or an {@link AssertionError} that names a
   *     worker which failed without the test asking for it
   */
  @Override
  public void close() throws Exception {
    try {
      if (started) {
        started = false;
        plugin.stop();
      }
    } finally {
      context.release();
    }
    context.workers().reportUnexpected();
  }
}
