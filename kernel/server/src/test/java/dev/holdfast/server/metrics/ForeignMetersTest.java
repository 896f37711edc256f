package dev.holdfast.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.metrics.exposition.ExpositionFormat;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Tag;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A meter whose code throws or hangs costs no other one. */
class ForeignMetersTest {
  private static String page(Meters meters) {
    return meters.scrape(ExpositionFormat.TEXT).toString();
  }

  @Test
  void aMeterThatThrowsDoesNotFailThePage() {
    AtomicLong count = new AtomicLong(7);
    try (Meters meters = new Meters("1")) {
      meters.add("odd", Gauge.builder("holdfast_odd_gauge", ForeignMetersTest::missing));
      meters.add("odd", Gauge.builder("holdfast_deep_gauge", ForeignMetersTest::deep));
      meters.add(
          "odd",
          FunctionalCounter.builder(
              "holdfast_odd_total", count, state -> state.get() < 0 ? missing() : state.get()));
      meters.add("fine", Counter.builder("holdfast_fine_total")).increment(3);
      assertThat(page(meters)).contains("holdfast_odd_total{plugin=\"odd\"} 7.0");
      count.set(-1);
      assertThat(page(meters))
          .contains("holdfast_odd_gauge{plugin=\"odd\"} NaN")
          .contains("holdfast_deep_gauge{plugin=\"odd\"} NaN")
          .contains("holdfast_odd_total{plugin=\"odd\"} 7.0")
          .contains("holdfast_fine_total{plugin=\"fine\"} 3.0");
      assertThat(meters.measures("holdfast_odd_total"::equals)).hasSize(1);
    }
  }

  private static Long missing() {
    throw new NoClassDefFoundError("of another jar");
  }

  @SuppressWarnings("InfiniteRecursion") // It is the fault.
  private static int deep() {
    return deep() + 1;
  }

  @Test
  void aMeterThatHangsIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    try (Meters meters = new Meters("1", Duration.ofMillis(50))) {
      meters.add("odd", Gauge.builder("holdfast_stuck", () -> hang(never)));
      meters.add("fine", Counter.builder("holdfast_fine_total")).increment(3);
      assertThat(page(meters)).contains("holdfast_fine_total{plugin=\"fine\"} 3.0");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () -> assertThat(page(meters)).contains("holdfast_stuck{plugin=\"odd\"} NaN"));
    }
  }

  @Test
  void aMeterThatHangsIsGivenUpByAllWhoAskAtOnce() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    try (Meters meters = new Meters("1", Duration.ofMillis(50))) {
      meters.add("odd", Gauge.builder("holdfast_stuck", () -> hang(never)));
      List<Thread> scrapes =
          Stream.generate(() -> Thread.ofVirtual().start(() -> page(meters))).limit(4).toList();
      for (Thread scrape : scrapes) {
        assertThat(scrape.join(Duration.ofSeconds(10))).as("a page that ends").isTrue();
      }
      assertThat(page(meters)).contains("holdfast_stuck{plugin=\"odd\"} NaN");
    }
  }

  private static int hang(CountDownLatch latch) {
    try {
      latch.await();
      return 1;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void oneFamilyHasOneTypeAndHelp() {
    try (Meters meters = new Meters("1")) {
      for (String plugin : new String[] {"a", "b"}) {
        meters
            .add(
                plugin,
                io.helidon.metrics.api.Timer.builder("holdfast_took_seconds")
                    .description("How long it took")
                    .buckets(Duration.ofMillis(5), Duration.ofSeconds(1))
                    .tags(List.of(Tag.create("kind", plugin))))
            .record(Duration.ofMillis(3));
      }
      assertThat(page(meters))
          .contains("# TYPE holdfast_took_seconds histogram", "# HELP holdfast_took_seconds How")
          .contains("holdfast_took_seconds_bucket{")
          .doesNotContain("quantile=");
    }
  }
}
