package dev.holdfast.database.outage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.RunningDatabase;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconnectBackoffTest {

  @Test
  void growsToTenSecondsAndStaysThere() {
    ReconnectBackoff backoff = ReconnectBackoff.of(RunningDatabase.RETRY, () -> 1);
    assertThat(IntStream.rangeClosed(1, 8).mapToLong(n -> backoff.delay(n).toSeconds()))
        .as("and nothing at random, for it is told")
        .containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L, 10L);
  }

  @Test
  void takesUpToAFifthOffTheIntervalOfLooks() {
    ReconnectBackoff backoff = ReconnectBackoff.of(RunningDatabase.RETRY, () -> 1);
    assertThat(backoff.lessRandom(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(800));
  }
}
