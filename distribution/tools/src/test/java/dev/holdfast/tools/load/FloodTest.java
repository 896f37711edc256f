package dev.holdfast.tools.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FloodTest {
  @Test
  void countsWhatTheSinkAcknowledges() throws IOException {
    try (NullSink sink = new NullSink()) {
      Flood flood = new Flood(sink.uri(), 300, Duration.ofMillis(20), Duration.ofMillis(50));

      Flood.Outcome one = flood.run("test", 1, 1);
      Flood.Outcome many = flood.run("test", 3, 1024);

      assertThat(one.acknowledged()).isPositive();
      assertThat(one.latencies().count()).isEqualTo((int) one.acknowledged());
      assertThat(many.acknowledged()).isGreaterThan(1024);
      assertThat(many.perSecond()).isPositive();
    }
  }
}
