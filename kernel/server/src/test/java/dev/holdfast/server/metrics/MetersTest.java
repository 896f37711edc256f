package dev.holdfast.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.metrics.api.Counter;
import org.junit.jupiter.api.Test;

class MetersTest {
  @Test
  void theNamesAreThoseThatDashboardsExpect() {
    try (Meters meters = new Meters("1.2.3")) {
      Counter counter =
          meters.add("journal", Counter.builder("holdfast_test_total").description("A test"));
      counter.increment(3);
      String text = new String(meters.scrape(MetricsService.TEXT), UTF_8);
      assertThat(text)
          .contains("holdfast_test_total{plugin=\"journal\",} 3.0")
          .contains("jvm_memory_used_bytes{area=\"heap\"")
          .contains("jvm_threads_live_threads ")
          .contains("process_files_open_files ")
          .contains("process_cpu_usage ")
          .contains("process_uptime_seconds ")
          .contains("holdfast_build_info{")
          .doesNotContain("scope=");
      meters.remove(counter);
      assertThat(new String(meters.scrape(MetricsService.TEXT), UTF_8))
          .doesNotContain("holdfast_test_total");
    }
  }
}
