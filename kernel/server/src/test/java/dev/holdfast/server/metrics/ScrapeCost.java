package dev.holdfast.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import dev.holdfast.server.metrics.exposition.ExpositionFormat;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import io.helidon.service.registry.Services;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.LongStream;

/**
 * Measures what a scrape of as many series costs as the server has with all its plugins. Run it in
 * a JVM of its own with the options of {@code conf/jvm.options}, once with {@code client} and once
 * with {@code page}; with {@code meters} it shows which meters take longest to read.
 */
public final class ScrapeCost {
  private static final int COLD = 20;
  private static final int WARM_UP = 3_000;
  private static final int WARM = 1_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final PrintStream out;
  private final List<AtomicLong> states = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();

  private ScrapeCost(PrintStream out) {
    this.out = out;
  }

  /** Measures one of the two. */
  @SuppressWarnings("SystemOut") // It is a program.
  public static void main(String... arguments) {
    try (Meters meters = new Meters("1")) {
      ScrapeCost cost = new ScrapeCost(System.out);
      cost.register(meters);
      PrometheusMeterRegistry registry = registry();
      String type = ExpositionFormat.TEXT.contentType();
      switch (arguments[0]) {
        case "client" -> cost.measure(() -> registry.scrape(type).getBytes(UTF_8).length);
        case "page" -> cost.measure(() -> meters.scrape(ExpositionFormat.TEXT).length());
        default -> cost.readings(registry);
      }
    }
  }

  private static PrometheusMeterRegistry registry() {
    CompositeMeterRegistry all =
        Services.get(MetricsFactory.class).globalRegistry().unwrap(CompositeMeterRegistry.class);
    return all.getRegistries().stream()
        .filter(PrometheusMeterRegistry.class::isInstance)
        .map(PrometheusMeterRegistry.class::cast)
        .findAny()
        .orElseThrow();
  }

  /** As many of each kind as a server with the plugins of the distribution has after its start. */
  private void register(Meters meters) {
    Duration[] bounds =
        LongStream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);
    for (int i = 0; i < 170; i++) {
      AtomicLong state = new AtomicLong(i * 37L);
      states.add(state);
      List<Tag> tags = List.of(Tag.create("kind", "kind-" + i % 8));
      String plugin = "plugin-" + i / 16;
      meters.add(
          plugin,
          Gauge.builder("holdfast_gauge_" + i / 8, state::get).description("A gauge").tags(tags));
      meters.add(
          plugin,
          FunctionalCounter.builder("holdfast_read_" + i / 8, state, AtomicLong::get)
              .description("A counter that is read")
              .tags(tags));
      if (i % 10 == 0) {
        meters.add(plugin, Counter.builder("holdfast_counter_" + i).description("A counter"));
        timers.add(
            meters.add(
                plugin,
                Timer.builder("holdfast_quantiles_seconds").description("A timer").tags(tags)));
        timers.add(
            meters.add(
                plugin,
                Timer.builder("holdfast_buckets_seconds")
                    .description("A histogram")
                    .buckets(bounds)
                    .tags(tags)));
      }
    }
  }

  /** As a busy server would. */
  private void work(int round) {
    for (int i = 0; i < states.size(); i += 3) {
      states.get(i).addAndGet(i * 1_000_003L + round);
    }
    for (Timer timer : timers) {
      timer.record(Duration.ofNanos(1_234_567L * (round % 97 + 1)));
    }
  }

  private void measure(IntSupplier scrape) {
    long[] cold = new long[COLD];
    long process = processNanos();
    int bytes = 0;
    for (int i = 0; i < COLD; i++) {
      work(i);
      long before = THREADS.getCurrentThreadCpuTime();
      bytes = scrape.getAsInt();
      cold[i] = THREADS.getCurrentThreadCpuTime() - before;
    }
    process = processNanos() - process;
    out.printf(
        "cold, microseconds of its thread: first %d, all %d %s; of the process %d%n",
        cold[0] / 1000,
        Arrays.stream(cold).sum() / 1000,
        Arrays.toString(Arrays.stream(cold).map(nanos -> nanos / 1000).toArray()),
        process / 1000);
    for (int i = 0; i < WARM_UP; i++) {
      work(i);
      bytes = scrape.getAsInt();
    }
    long spent = 0;
    long allocated = 0;
    for (int i = 0; i < WARM; i++) {
      work(i);
      long memory = THREADS.getCurrentThreadAllocatedBytes();
      long before = THREADS.getCurrentThreadCpuTime();
      bytes = scrape.getAsInt();
      spent += THREADS.getCurrentThreadCpuTime() - before;
      allocated += THREADS.getCurrentThreadAllocatedBytes() - memory;
    }
    out.printf(
        "warm: %d microseconds and %d bytes of garbage each, for %d bytes%n",
        spent / WARM / 1000, allocated / WARM, bytes);
  }

  private static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private record Reading(String name, long cold, long warm) {}

  private void readings(PrometheusMeterRegistry registry) {
    List<Reading> all = new ArrayList<>();
    for (Meter meter : registry.getMeters()) {
      long first = read(meter, 1);
      read(meter, 5_000);
      all.add(new Reading(meter.getId().toString(), first, read(meter, 5_000)));
    }
    all.sort(Comparator.comparingLong(Reading::warm).reversed());
    all.stream()
        .limit(45)
        .forEach(
            each -> out.printf("%7d ns warm, %8d cold  %s%n", each.warm, each.cold, each.name));
  }

  private static long read(Meter meter, int times) {
    long before = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      meter.measure().forEach(measurement -> measurement.getValue());
    }
    return (THREADS.getCurrentThreadCpuTime() - before) / times;
  }
}
