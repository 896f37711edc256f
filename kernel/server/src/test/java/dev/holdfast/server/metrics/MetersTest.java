package dev.holdfast.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.metrics.exposition.ExpositionFormat;
import dev.holdfast.spi.server.Measure;
import dev.holdfast.testkit.Promtool;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetersTest {
  @Test
  void theNamesAreThoseThatDashboardsExpect() {
    try (Meters meters = new Meters("1.2.3")) {
      Counter counter =
          meters.add("journal", Counter.builder("holdfast_test_total").description("A test"));
      counter.increment(3);
      String text = meters.scrape(ExpositionFormat.TEXT).toString();
      assertThat(text)
          .contains("holdfast_test_total{plugin=\"journal\"} 3.0")
          .contains("jvm_memory_used_bytes{area=\"heap\"")
          .contains("jvm_threads_live_threads ")
          .contains("process_files_open_files ")
          .contains("process_cpu_usage ")
          .contains("process_uptime_seconds ")
          .contains("holdfast_build_info{")
          .doesNotContain("scope=");
      meters.remove(counter);
      assertThat(meters.scrape(ExpositionFormat.TEXT).toString())
          .doesNotContain("holdfast_test_total");
    }
  }

  @Test
  void aFigureIsFoundByTheNameThatIsOnThePage() {
    try (Meters meters = new Meters("1.2.3")) {
      Counter counter = meters.add("journal", Counter.builder("holdfast_test_total"));
      counter.increment(3);
      Timer timer = meters.add("journal", Timer.builder("holdfast_wait"));
      timer.record(Duration.ofMillis(1500));
      assertThat(meters.measures("holdfast_test_total"::equals))
          .containsExactly(new Measure("holdfast_test_total", Map.of("plugin", "journal"), 3));
      assertThat(meters.measures("holdfast_wait_seconds_sum"::equals))
          .extracting(Measure::value)
          .containsExactly(1.5);
      assertThat(meters.measures("jvm_memory_used_bytes"::equals))
          .extracting(measure -> measure.labels().get("area"))
          .contains("heap", "nonheap");
      assertThat(meters.measures("jvm_memory"::equals)).isEmpty();
      meters.remove(counter);
      meters.remove(timer);
    }
  }

  @Test
  void manyFiguresAreReadInOnePass() {
    try (Meters meters = new Meters("1.2.3")) {
      meters.add("journal", Gauge.builder("holdfast_other", () -> 1));
      meters.add("journal", Counter.builder("holdfast_test_total")).increment(3);
      meters.add("ingest", Counter.builder("holdfast_test_total")).increment(4);
      meters.add("journal", Timer.builder("holdfast_wait")).record(Duration.ofMillis(1500));
      Set<String> wanted =
          Set.of("holdfast_test_total", "holdfast_wait_seconds_count", "holdfast_nowhere");
      assertThat(meters.measures(wanted::contains))
          .containsExactlyInAnyOrder(
              new Measure("holdfast_test_total", Map.of("plugin", "journal"), 3),
              new Measure("holdfast_test_total", Map.of("plugin", "ingest"), 4),
              new Measure("holdfast_wait_seconds_count", Map.of("plugin", "journal"), 1));
      assertThat(meters.measures(name -> true))
          .extracting(Measure::name)
          .contains("holdfast_other", "holdfast_wait_seconds_max", "jvm_memory_used_bytes");
    }
  }

  @Test
  void promtoolHasNothingToComplainOf() throws Exception {
    try (Meters meters = new Meters("1.2.3")) {
      meters
          .add("journal", Timer.builder("holdfast_wait_seconds").description("A wait"))
          .record(Duration.ofMillis(1500));
      meters.add("journal", Counter.builder("holdfast_test").description("A test")).increment(1);
      // Micrometer's own name, which known dashboards ask for.
      List<String> tolerated = List.of("system_cpu_count");
      Promtool.check(meters.scrape(ExpositionFormat.TEXT).toString(), tolerated);
    }
  }
}
