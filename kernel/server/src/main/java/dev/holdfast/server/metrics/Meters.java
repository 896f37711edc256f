package dev.holdfast.server.metrics;

import dev.holdfast.server.metrics.exposition.ExpositionFormat;
import dev.holdfast.server.metrics.exposition.MetricsPage;
import dev.holdfast.server.metrics.exposition.PageBuffer;
import dev.holdfast.spi.server.Measure;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.metrics.api.Tag;
import io.helidon.service.registry.Services;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The meters of the server, with the JVM's and the process' under the names that dashboards expect.
 *
 * <p>Plugins use Helidon's Metrics API. Below it is Micrometer, at the version that Helidon brings.
 * The page shows a registry of our own beside Helidon's, which still belongs to the older
 * Prometheus client: that one shows percentiles and buckets under one name, and no exact content
 * type.
 *
 * <p>The standard meters go into that registry itself, past Helidon: the collector of GC figures
 * registers meters from the JVM's notification thread, and Helidon's registry takes its lock and
 * Micrometer's in the opposite order there, which ends in a deadlock (seen with 4.1.7).
 */
public final class Meters implements AutoCloseable {
  private static final String TOTAL = "_total";
  private static final String COUNT = "_count";
  private static final String SUM = "_sum";
  private static final String MAX = "_max";

  /** Of the figures of histograms, timers and the like. */
  private static final List<String> SUFFIXES = List.of(COUNT, SUM, MAX, "");

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How old the gauges that are slow to read may become. */
  private static final Duration SAMPLE = Duration.ofSeconds(5);

  private final MeterRegistry registry;
  private final Duration limit;
  private final CompositeMeterRegistry composite;
  private final PrometheusMeterRegistry prometheus =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MetricsPage page = new MetricsPage(prometheus);
  private final Map<Meter, Optional<PluginGauge>> added = new ConcurrentHashMap<>();
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("holdfast-meters").daemon().factory());

  /** As the other one, for tests that are not about hanging meters. */
  public Meters(String version) {
    this(version, Duration.ofSeconds(2));
  }

  /**
   * Opens the registry, binds the standard meters and names the build.
   *
   * @param limit how long a meter of a plugin may take to give its number
   */
  public Meters(String version, Duration limit) {
    this.registry = Services.get(MetricsFactory.class).globalRegistry();
    this.limit = limit;
    this.composite = composite(registry);
    // Helidon marks every meter with its own idea of a scope; dashboards know none.
    prometheus.config().meterFilter(MeterFilter.ignoreTags("scope"));
    // In nanoseconds, which is no base unit; process_cpu_usage and system_cpu_usage say the same.
    prometheus.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    prometheus.config().meterFilter(new BucketsOnly());
    composite.add(prometheus);
    List<MeterBinder> standard =
        List.of(
            new JvmMemoryMetrics(),
            new JvmInfoMetrics(),
            new ClassLoaderMetrics(),
            new UptimeMetrics(),
            gc);
    standard.forEach(binder -> binder.bindTo(prometheus));
    SampledGauges slow =
        new SampledGauges(
            List.of(new JvmThreadMetrics(), new ProcessorMetrics(), new FileDescriptorMetrics()),
            prometheus);
    // The ending makes it an information in OpenMetrics.
    io.micrometer.core.instrument.Gauge.builder("holdfast.build.info", () -> 1)
        .description("The version that runs; always 1")
        .tag("version", version)
        .tag("java", Runtime.version().toString())
        .register(prometheus);
    var _ =
        looking.scheduleWithFixedDelay(
            slow::sample, LOOK.toMillis(), SAMPLE.toMillis(), TimeUnit.MILLISECONDS);
    var _ =
        looking.scheduleWithFixedDelay(
            () -> added.values().forEach(each -> each.ifPresent(PluginGauge::look)),
            LOOK.toMillis(),
            LOOK.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static CompositeMeterRegistry composite(MeterRegistry registry) {
    if (registry.unwrap(io.micrometer.core.instrument.MeterRegistry.class)
        instanceof CompositeMeterRegistry composite) {
      return composite;
    }
    throw new IllegalStateException("Helidon's metrics take no further registry");
  }

  /** Registers a meter of a plugin, or finds the one of that name and tags. */
  public <B extends Meter.Builder<B, M>, M extends Meter> M add(String plugin, B builder) {
    return switch (builder.addTag(Tag.create("plugin", plugin))) {
      case Gauge.Builder<?> gauge -> {
        PluginGauge figure = new PluginGauge(plugin, gauge.name(), gauge.supplier(), limit);
        yield added(described(Gauge.builder(gauge.name(), figure::now), gauge), figure);
      }
      case FunctionalCounter.Builder<?> counter -> counted(plugin, counter);
      default -> {
        M meter = registry.getOrCreate(builder);
        added.putIfAbsent(meter, Optional.empty());
        yield meter;
      }
    };
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // What was asked for decides, as in add.
  private <T, M extends Meter> M counted(String plugin, FunctionalCounter.Builder<T> counter) {
    T state = counter.stateObject();
    PluginGauge figure =
        new PluginGauge(plugin, counter.name(), () -> counter.fn().apply(state), limit);
    return added(
        described(
            FunctionalCounter.builder(counter.name(), figure, each -> (long) each.nowOrLast()),
            counter),
        figure);
  }

  /** The same kind of meter as was asked for. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private <B extends Meter.Builder<B, N>, N extends Meter, M extends Meter> M added(
      B builder, PluginGauge figure) {
    N meter = registry.getOrCreate(builder);
    added.putIfAbsent(meter, Optional.of(figure));
    return (M) meter;
  }

  private static <B extends Meter.Builder<B, ?>> B described(B fresh, Meter.Builder<?, ?> asked) {
    asked.description().ifPresent(fresh::description);
    asked.baseUnit().ifPresent(fresh::baseUnit);
    asked.scope().ifPresent(fresh::scope);
    List<Tag> tags = new ArrayList<>();
    asked.tags().forEach((name, value) -> tags.add(Tag.create(name, value)));
    return fresh.tags(tags);
  }

  public void remove(Meter meter) {
    added.remove(meter);
    registry.remove(meter);
  }

  /** The number of meters of plugins that are registered now. */
  public int size() {
    return added.size();
  }

  /** The figures of the names that are wanted, as /metrics would show them. */
  public List<Measure> measures(Predicate<String> wanted) {
    NamingConvention names = prometheus.config().namingConvention();
    List<Measure> found = new ArrayList<>();
    for (var meter : prometheus.getMeters()) {
      String base = meter.getId().getConventionName(names);
      if (meter instanceof io.micrometer.core.instrument.Counter
          || meter instanceof FunctionCounter) {
        // The writer of the page adds it.
        base = base.endsWith(TOTAL) ? base : base + TOTAL;
      }
      boolean single =
          meter instanceof io.micrometer.core.instrument.Gauge
              || meter instanceof io.micrometer.core.instrument.Counter
              || meter instanceof FunctionCounter
              || meter instanceof TimeGauge;
      if (single ? wanted.test(base) : SUFFIXES.stream().map(base::concat).anyMatch(wanted)) {
        add(meter, base, single, wanted, found);
      }
    }
    return found;
  }

  private void add(
      io.micrometer.core.instrument.Meter meter,
      String base,
      boolean single,
      Predicate<String> wanted,
      List<Measure> found) {
    Map<String, String> labels = new TreeMap<>();
    meter
        .getId()
        .getConventionTags(prometheus.config().namingConvention())
        .forEach(tag -> labels.put(tag.getKey(), tag.getValue()));
    for (Measurement each : meter.measure()) {
      String name = single ? base : base + suffix(each.getStatistic());
      if (wanted.test(name)) {
        found.add(new Measure(name, labels, each.getValue()));
      }
    }
  }

  private static String suffix(Statistic statistic) {
    return switch (statistic) {
      case COUNT -> COUNT;
      case TOTAL, TOTAL_TIME -> SUM;
      case MAX -> MAX;
      default -> "";
    };
  }

  PageBuffer scrape(ExpositionFormat format) {
    return page.write(format);
  }

  @Override
  public void close() {
    looking.shutdownNow();
    List.copyOf(added.keySet()).forEach(this::remove);
    gc.close();
    composite.remove(prometheus);
    prometheus.close();
  }
}
