package dev.holdfast.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Measure;
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
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of the server, with the JVM's and the process' under the names that dashboards expect.
 *
 * <p>Plugins use Helidon's Metrics API. Below it is Micrometer, at the version that Helidon brings;
 * its Prometheus registry writes the text, because Helidon's own writer has neither the exact
 * content type nor the standard names.
 *
 * <p>The standard meters go into the Prometheus registry itself, past Helidon: the collector of GC
 * figures registers meters from the JVM's notification thread, and Helidon's registry takes its
 * lock and Micrometer's in the opposite order there, which ends in a deadlock (seen with 4.1.7).
 */
// Helidon 4.5.0 still writes to Micrometer's registry of the older Prometheus client.
@SuppressWarnings("deprecation")
public final class Meters implements AutoCloseable {
  private final MeterRegistry registry;
  private final PrometheusMeterRegistry prometheus;
  private final Set<Meter> added = ConcurrentHashMap.newKeySet();
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /** Opens the registry, binds the standard meters and names the build. */
  public Meters(String version) {
    this.registry = Services.get(MetricsFactory.class).globalRegistry();
    io.micrometer.core.instrument.MeterRegistry micrometer =
        registry.unwrap(io.micrometer.core.instrument.MeterRegistry.class);
    this.prometheus = prometheus(micrometer);
    // Helidon marks every meter with its own idea of a scope; dashboards know none.
    prometheus.config().meterFilter(MeterFilter.ignoreTags("scope"));
    List<MeterBinder> standard =
        List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new JvmInfoMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            new FileDescriptorMetrics(),
            gc);
    standard.forEach(binder -> binder.bindTo(prometheus));
    io.micrometer.core.instrument.Gauge.builder("holdfast_build_info", () -> 1)
        .description("The version that runs; always 1")
        .tag("version", version)
        .tag("java", Runtime.version().toString())
        .register(prometheus);
  }

  private static PrometheusMeterRegistry prometheus(
      io.micrometer.core.instrument.MeterRegistry micrometer) {
    if (micrometer instanceof CompositeMeterRegistry composite) {
      for (io.micrometer.core.instrument.MeterRegistry part : composite.getRegistries()) {
        if (part instanceof PrometheusMeterRegistry found) {
          return found;
        }
      }
    }
    throw new IllegalStateException("Helidon's metrics have no Prometheus registry");
  }

  /** Registers a meter of a plugin, or finds the one of that name and tags. */
  public <B extends Meter.Builder<B, M>, M extends Meter> M add(String plugin, B builder) {
    M meter = registry.getOrCreate(builder.addTag(Tag.create("plugin", plugin)));
    added.add(meter);
    return meter;
  }

  public void remove(Meter meter) {
    added.remove(meter);
    registry.remove(meter);
  }

  /** The number of meters of plugins that are registered now. */
  public int size() {
    return added.size();
  }

  /** The figures of a name, as /metrics would show them. */
  public List<Measure> measures(String name) {
    NamingConvention names = prometheus.config().namingConvention();
    List<Measure> found = new ArrayList<>();
    for (var meter : prometheus.getMeters()) {
      String base = meter.getId().getConventionName(names);
      if (name.startsWith(base)) {
        Map<String, String> labels = new TreeMap<>();
        meter
            .getId()
            .getConventionTags(names)
            .forEach(tag -> labels.put(tag.getKey(), tag.getValue()));
        boolean single =
            meter instanceof io.micrometer.core.instrument.Gauge
                || meter instanceof io.micrometer.core.instrument.Counter
                || meter instanceof FunctionCounter
                || meter instanceof TimeGauge;
        for (Measurement each : meter.measure()) {
          if (name.equals(single ? base : base + suffix(each.getStatistic()))) {
            found.add(new Measure(name, labels, each.getValue()));
          }
        }
      }
    }
    return found;
  }

  private static String suffix(Statistic statistic) {
    return switch (statistic) {
      case COUNT -> "_count";
      case TOTAL, TOTAL_TIME -> "_sum";
      case MAX -> "_max";
      default -> "";
    };
  }

  byte[] scrape(String contentType) {
    return prometheus.scrape(contentType).getBytes(UTF_8);
  }

  @Override
  public void close() {
    List.copyOf(added).forEach(this::remove);
    gc.close();
  }
}
