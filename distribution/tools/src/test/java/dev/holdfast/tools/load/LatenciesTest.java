package dev.holdfast.tools.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
  @Test
  void percentilesAreOfTheNearestRank() {
    Latencies latencies = new Latencies();
    for (int i = 2000; i >= 1; i--) {
      latencies.add(i * 1_000_000L);
    }
    assertThat(latencies.percentile(50)).isEqualTo(1000);
    assertThat(latencies.percentile(99)).isEqualTo(1980);
    assertThat(latencies.percentile(99.9)).isEqualTo(1998);
    assertThat(latencies.max()).isEqualTo(2000);
    assertThat(latencies.mean()).isCloseTo(1000.5, within(1e-9));
  }

  @Test
  void aTimeThatComesAfterAQuestionCountsToo() {
    Latencies latencies = new Latencies();
    latencies.add(5_000_000);
    assertThat(latencies.max()).isEqualTo(5);
    latencies.add(1_000_000);
    assertThat(latencies.percentile(50)).isEqualTo(1);
  }

  @Test
  void nothingMeasuredIsZero() {
    assertThat(new Latencies().percentile(99)).isZero();
    assertThat(new Latencies().mean()).isZero();
  }

  @Test
  void whatWasHeldUpByTheOutageBelongsToItAlthoughItCameLater() {
    OutageLatencies latencies = new OutageLatencies();
    latencies.accept(1_000_000);
    latencies.begin(System.nanoTime());
    latencies.accept(2_000_000);
    latencies.end(System.nanoTime());
    latencies.accept(Duration.ofSeconds(5).toNanos());
    latencies.accept(-Duration.ofSeconds(1).toNanos());

    assertThat(latencies.during().count()).isEqualTo(2);
    assertThat(latencies.during().max()).isEqualTo(5_000);
    assertThat(latencies.outside().count()).isEqualTo(2);
  }
}
