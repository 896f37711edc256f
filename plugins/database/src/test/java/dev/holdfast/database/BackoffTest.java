package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void growsToTenSecondsAndStaysThere() {
    Backoff backoff = Backoff.standard(() -> 0);
    assertThat(IntStream.rangeClosed(1, 8).mapToLong(n -> backoff.delay(n).toSeconds()))
        .containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L, 10L);
  }

  @Test
  void takesUpToAFifthOff() {
    Backoff backoff = Backoff.standard(() -> 1);
    assertThat(backoff.delay(4)).isEqualTo(Duration.ofMillis(6400));
    assertThat(backoff.nominal(4)).isEqualTo(Duration.ofSeconds(8));
    assertThat(backoff.lessRandom(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(800));
  }
}
