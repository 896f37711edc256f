package dev.holdfast.server.metrics.exposition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.holdfast.testkit.Promtool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page is the one that Prometheus' own client writes for the same meters. */
class MetricsPageTest {
  private final MockClock clock = new MockClock();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
  private final MetricsPage page = new MetricsPage(registry);

  private String page(ExpositionFormat format) {
    return page.write(format).toString();
  }

  private void same() {
    for (ExpositionFormat format : ExpositionFormat.values()) {
      assertThat(page(format)).isEqualTo(registry.scrape(format.contentType()));
    }
  }

  @Test
  void anEmptyPageIsTheSame() {
    same();
    assertThat(page(ExpositionFormat.OPEN_METRICS)).isEqualTo("# EOF\n");
  }

  @Test
  void countersAreTheSame() {
    for (String name :
        List.of("plain", "ends_total", "ends.total", "dotted.name", "x_total_total")) {
      Counter.builder(name).register(registry).increment(3.5);
    }
    Counter.builder("in.bytes").baseUnit("bytes").description("With a unit").register(registry);
    AtomicLong state = new AtomicLong(7);
    FunctionCounter.builder("read", state, AtomicLong::get)
        .description("Asked for at each scrape")
        .register(registry);
    same();
    state.set(12_345_678_901L);
    same();
  }

  @ParameterizedTest
  @EnumSource(ExpositionFormat.class)
  void numbersAreTheSame(ExpositionFormat format) {
    double[] numbers = {
      0,
      -0.0,
      1,
      -1,
      0.1,
      1e7,
      -1e7,
      123_456_789,
      1e15,
      1.5e300,
      Double.MIN_VALUE,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0.001,
      9.99e-4,
      268_435_456
    };
    for (int i = 0; i < numbers.length; i++) {
      double number = numbers[i];
      Gauge.builder("number", () -> number).tag("n", "" + i).register(registry);
    }
    Gauge.builder("gone", (AtomicLong) null, AtomicLong::get).register(registry);
    Gauge.builder("throws", () -> Double.valueOf(Double.parseDouble("no"))).register(registry);
    assertThat(page(format)).isEqualTo(registry.scrape(format.contentType()));
  }

  @Test
  void gaugesAndInformationsAreTheSame() {
    AtomicLong state = new AtomicLong(1500);
    Gauge.builder("files.open", state, AtomicLong::get).baseUnit("files").register(registry);
    TimeGauge.builder("age", state, MILLISECONDS, AtomicLong::get).register(registry);
    Gauge.builder("build.info", () -> 1).tag("version", "1.2").register(registry);
    Gauge.builder("build_info_2.info", () -> 17).register(registry);
    // No information: only the dot makes it one.
    Gauge.builder("thing_info", () -> 1).tag("version", "1.2").register(registry);
    Gauge.builder("a_bucket", () -> 1).register(registry);
    Gauge.builder("a.created", () -> 1).register(registry);
    same();
  }

  @Test
  void oddNamesLabelsAndHelpTextsAreTheSame() {
    String odd = "back\\slash \"quoted\" new\nline tab\t\\n é € \uD83D\uDE00 lone \uD800 end\\";
    Gauge.builder("odd.help", () -> 1).description(odd).register(registry);
    Counter.builder("odd.help.counter").description(odd).register(registry);
    Gauge.builder("empty.help", () -> 1).description("").register(registry);
    Gauge.builder("no.help", () -> 1).register(registry);
    Gauge.builder("odd.label", () -> 1).tag("text", odd).tag("empty", "").register(registry);
    Gauge.builder("1 näme-with:all/kinds", () -> 1)
        .tag("1st-läbel", "a")
        .tag("__reserved", "b")
        .tag("with.dot", "c")
        .tag("with:colon", "d")
        .register(registry);
    Gauge.builder("_total", () -> 1).register(registry);
    Timer.builder("Upper.Case").tag("Zone", "a").tag("area", "b").register(registry);
    same();
  }

  @Test
  void familiesAndSeriesHaveTheSameOrder() {
    for (String name : List.of("b", "a.z", "a", "a_b", "aB", "a_total", "B", "a0")) {
      for (String value : List.of("10", "9", "a", "A", "", "é", "a\nb")) {
        Counter.builder("counter." + name).tag("z", "1").tag("k", value).register(registry);
      }
    }
    same();
  }

  @Test
  void timersAreTheSame() {
    Timer plain = Timer.builder("plain").description("No buckets").register(registry);
    Timer named = Timer.builder("named_seconds").tag("a", "b").register(registry);
    Timer buckets =
        Timer.builder("buckets")
            .serviceLevelObjectives(
                Duration.ofMillis(5), Duration.ofMillis(1), Duration.ofSeconds(10))
            .tag("a", "b")
            .register(registry);
    Timer quantiles =
        Timer.builder("quantiles").publishPercentiles(0.99, 0.5, 0.0, 1.0).register(registry);
    Timer both =
        Timer.builder("both")
            .publishPercentiles(0.5)
            .serviceLevelObjectives(Duration.ofMillis(7))
            .register(registry);
    Timer many = Timer.builder("many").publishPercentileHistogram().register(registry);
    same();
    for (Timer timer : List.of(plain, named, buckets, quantiles, both, many)) {
      for (long nanos : new long[] {0, 1, 999_999, 1_000_000, 5_000_001, 123_456_789_012L}) {
        timer.record(nanos, NANOSECONDS);
      }
    }
    same();
    clock.add(Duration.ofMinutes(10));
    same();
  }

  @Test
  void distributionsAreTheSame() {
    DistributionSummary plain = DistributionSummary.builder("plain").register(registry);
    DistributionSummary unit =
        DistributionSummary.builder("sizes").baseUnit("bytes").scale(2).register(registry);
    DistributionSummary buckets =
        DistributionSummary.builder("buckets")
            .serviceLevelObjectives(1, 2.5, 1e9)
            .register(registry);
    DistributionSummary infinite =
        DistributionSummary.builder("infinite")
            .serviceLevelObjectives(1, Double.POSITIVE_INFINITY)
            .register(registry);
    DistributionSummary quantiles =
        DistributionSummary.builder("quantiles").publishPercentiles(0.9).register(registry);
    for (DistributionSummary each : List.of(plain, unit, buckets, infinite, quantiles)) {
      Arrays.stream(new double[] {0, 0.1, 1, 2.5, 3, 1e12}).forEach(each::record);
    }
    same();
  }

  @Test
  void functionTimersAndLongTaskTimersAreTheSame() {
    AtomicLong state = new AtomicLong(5);
    FunctionTimer.builder("function", state, AtomicLong::get, AtomicLong::get, MILLISECONDS)
        .register(registry);
    FunctionTimer.builder("no.sum", state, AtomicLong::get, _ -> Double.NaN, MILLISECONDS)
        .register(registry);
    List<LongTaskTimer> timers =
        List.of(
            LongTaskTimer.builder("tasks").description("Now").register(registry),
            LongTaskTimer.builder("tasks.quantiles")
                .publishPercentiles(0.5, 0.1, 1)
                .register(registry),
            LongTaskTimer.builder("tasks.buckets")
                .serviceLevelObjectives(Duration.ofSeconds(1), Duration.ofMinutes(1))
                .tag("kind", "a")
                .register(registry),
            LongTaskTimer.builder("tasks.buckets")
                .serviceLevelObjectives(Duration.ofSeconds(1), Duration.ofMinutes(1))
                .tag("kind", "b")
                .register(registry));
    same();
    for (int i = 0; i < 3; i++) {
      timers.forEach(LongTaskTimer::start);
      clock.add(Duration.ofMillis(7_777));
      same();
    }
  }

  @Test
  void metersOfOnesOwnAreTheSame() {
    List<Measurement> all =
        Arrays.stream(Statistic.values())
            .filter(each -> each != Statistic.TOTAL_TIME)
            .filter(each -> each != Statistic.UNKNOWN)
            .map(each -> new Measurement(() -> 3.0 + each.name().length(), each))
            .toList();
    Meter.builder("own", Meter.Type.OTHER, all).tag("a", "b").description("Own").register(registry);
    Meter.builder("own", Meter.Type.OTHER, all).tag("a", "c").description("Own").register(registry);
    same();
  }

  @Test
  void aSecondTypeOrOtherLabelsOfOneNameAreNotShown() {
    Gauge first = Gauge.builder("one.name", () -> 1).tag("a", "b").register(registry);
    Counter other = Counter.builder("one_name").tag("a", "b").register(registry);
    Gauge labels = Gauge.builder("one.name", () -> 2).tag("b", "b").register(registry);
    same();
    registry.remove(other);
    assertThat(page(ExpositionFormat.TEXT)).contains("one_name{a=\"b\"} 1.0");
    registry.remove(labels);
    registry.remove(first);
    assertThat(page(ExpositionFormat.TEXT)).isEmpty();
  }

  @Test
  void theLatestOfTwoMetersOfOneNameAndLabelsIsShown() {
    Gauge.builder("one.name", () -> 1).register(registry);
    Gauge.builder("one_name", () -> 2).register(registry);
    same();
  }

  @Test
  void metersMayComeAndGoInAnyOrder() {
    Random random = new Random(42);
    List<String> kinds = List.of("counter", "gauge", "timer", "summary", "buckets");
    for (int step = 0; step < 3_000; step++) {
      String kind = kinds.get(random.nextInt(kinds.size()));
      Tags tags = Tags.of("plugin", "p" + random.nextInt(5), "n", "" + random.nextInt(4));
      String name = kind + "." + random.nextInt(3);
      Meter meter = meter(kind, name, tags);
      if (random.nextInt(5) < 2) {
        registry.remove(meter);
      }
      if (random.nextInt(4) == 0) {
        same();
      }
    }
    List.copyOf(registry.getMeters()).forEach(registry::remove);
    same();
    assertThat(page(ExpositionFormat.TEXT)).isEmpty();
  }

  private Meter meter(String kind, String name, Tags tags) {
    return switch (kind) {
      case "counter" -> Counter.builder(name).tags(tags).register(registry);
      case "gauge" -> Gauge.builder(name, () -> 1).tags(tags).register(registry);
      case "timer" -> Timer.builder(name).tags(tags).register(registry);
      case "buckets" ->
          Timer.builder(name)
              .serviceLevelObjectives(Duration.ofMillis(5))
              .tags(tags)
              .register(registry);
      default -> DistributionSummary.builder(name).tags(tags).register(registry);
    };
  }

  @Test
  void aPageIsWholeWhileMetersComeAndGo() throws InterruptedException {
    Gauge.builder("always", () -> 1).description("There").tag("z", "0").register(registry);
    Thread changes =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                String tag = "" + i % 7;
                Meter one = Gauge.builder("always", () -> 1).tag("z", tag).register(registry);
                Meter two = Timer.builder("at.times").tag("z", tag).register(registry);
                if (!tag.equals("0")) {
                  registry.remove(one);
                }
                registry.remove(two);
              }
            });
    List<Thread> scrapes =
        IntStream.range(0, 2)
            .mapToObj(_ -> Thread.ofVirtual().start(() -> scrapeOften(changes)))
            .toList();
    for (Thread scrape : scrapes) {
      scrape.join();
    }
    assertThat(changes.isAlive()).isTrue();
    changes.interrupt();
    changes.join();
    same();
  }

  private void scrapeOften(Thread changes) {
    for (int i = 0; i < 5_000; i++) {
      String text = page(ExpositionFormat.TEXT);
      if (!text.contains("# HELP always There\n# TYPE always gauge\nalways{z=\"0\"} 1.0\n")
          || text.lines().filter(line -> line.startsWith("#")).distinct().count()
              != text.lines().filter(line -> line.startsWith("#")).count()
          || !text.lines().allMatch(line -> line.startsWith("#") || line.matches("\\S+ [0-9.]+"))) {
        changes.interrupt();
        throw new AssertionError(text);
      }
    }
  }

  @Test
  void aFamilyOfTwoMetersShowsTheFirstWhereTheClientFailsThePage() {
    Timer.builder("wait").register(registry);
    Gauge max = Gauge.builder("wait.seconds.max", () -> 7).register(registry);
    assertThatThrownBy(registry::scrape).isInstanceOf(IllegalStateException.class);
    assertThat(page(ExpositionFormat.TEXT))
        .contains("wait_seconds_max 0.0\n", "wait_seconds_count 0\n")
        .doesNotContain(" 7.0");
    registry.remove(max);
    same();
  }

  @Test
  void labelsOfOneNameCostOnlyTheirMeter() {
    Gauge.builder("twice", () -> 1).tag("a.b", "1").tag("a_b", "2").register(registry);
    Timer.builder("reserved").tag("quantile", "1").register(registry);
    Gauge.builder("fine", () -> 1).register(registry);
    assertThatThrownBy(registry::scrape).isInstanceOf(IllegalArgumentException.class);
    assertThat(page(ExpositionFormat.TEXT).lines().filter(line -> !line.startsWith("#")))
        .containsExactly("fine 1.0");
  }

  @Test
  void aCounterThatFailsOrGoesBelowZeroCostsNoOtherMeter() {
    FunctionCounter.builder("below", this, _ -> -1).register(registry);
    FunctionCounter.builder(
            "broken",
            this,
            _ -> {
              throw new IllegalStateException("no number");
            })
        .register(registry);
    Gauge.builder("fine", () -> 1).register(registry);
    assertThatThrownBy(registry::scrape).isInstanceOf(RuntimeException.class);
    assertThat(page(ExpositionFormat.TEXT)).contains("below_total -1.0\n", "fine 1.0\n");
  }

  @Test
  void theHelpOfAFamilyIsThatOfItsFirstMeter() {
    Gauge.builder("helped", () -> 1).description("First").tag("a", "z").register(registry);
    Gauge.builder("helped", () -> 1).description("Second").tag("a", "a").register(registry);
    assertThat(page(ExpositionFormat.TEXT)).contains("# HELP helped First\n");
  }

  @Test
  void aScrapeAllocatesLittleMoreThanItsPage() {
    for (int i = 0; i < 1_000; i++) {
      double number = i * 1e6;
      Gauge.builder("holdfast.some.gauge", () -> number).tag("n", "" + i).register(registry);
    }
    int length = page.write(ExpositionFormat.TEXT).length();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    page.write(ExpositionFormat.TEXT);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isBetween((long) length, 2L * length);
  }

  @Test
  void promtoolHasNothingToComplainOf() throws Exception {
    new ClassLoaderMetrics(List.of(Tag.of("a", "b"))).bindTo(registry);
    Timer.builder("took")
        .description("Buckets")
        .serviceLevelObjectives(Duration.ofMillis(5))
        .register(registry)
        .record(Duration.ofMillis(3));
    Timer.builder("quantiles")
        .description("Quantiles")
        .publishPercentiles(0.5)
        .register(registry)
        .record(Duration.ofMillis(3));
    Gauge.builder("odd", () -> 1)
        .description("a\\b\n\"c\"")
        .tag("t", "a\\b\n\"c\"")
        .register(registry);
    Promtool.check(page(ExpositionFormat.TEXT), List.of());
  }
}
