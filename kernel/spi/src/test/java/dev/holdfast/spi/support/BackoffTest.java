package dev.holdfast.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TEN = Duration.ofSeconds(10);

  private static List<Long> seconds(Backoff backoff) {
    return IntStream.rangeClosed(1, 7)
        .mapToObj(failures -> backoff.after(failures).toSeconds())
        .toList();
  }

  @Test
  void doublesUpToTheLongestAndStaysThere() {
    Backoff backoff = Backoff.doubling(SECOND, TEN);
    assertThat(seconds(backoff)).containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
    assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(TEN);
    assertThat(Backoff.doubling(TEN, SECOND).after(1)).isEqualTo(SECOND);
    assertThat(Backoff.doubling(SECOND, Duration.ofSeconds(Long.MAX_VALUE)).after(40))
        .isEqualTo(Duration.ofSeconds(1L << 39));
    assertThat(Backoff.doubling(Duration.ZERO, TEN).after(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void addsTheFirstUpToTheLongest() {
    Backoff backoff = Backoff.adding(Duration.ofSeconds(3), TEN);
    assertThat(seconds(backoff)).containsExactly(3L, 6L, 9L, 10L, 10L, 10L, 10L);
    assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(TEN);
  }

  @Test
  void followsAListAndStaysAtTheOneBehindIt() {
    Backoff backoff = Backoff.listed(List.of(SECOND, Duration.ofSeconds(5)), Duration.ofSeconds(3));
    assertThat(seconds(backoff)).containsExactly(1L, 5L, 3L, 3L, 3L, 3L, 3L);
    assertThat(Backoff.listed(List.of(), TEN).after(1)).isEqualTo(TEN);
  }

  @Test
  void beforeTheFirstFailureIsAsBehindIt() {
    assertThat(Backoff.doubling(SECOND, TEN).after(0)).isEqualTo(SECOND);
    assertThat(Backoff.listed(List.of(SECOND), TEN).after(-1)).isEqualTo(SECOND);
  }

  @Test
  void theRandomPartIsTakenOffAndOnlyWhereItIsAskedFor() {
    Backoff most = Backoff.doubling(SECOND, TEN).withJitter(0.2, () -> 1);
    assertThat(most.varied(SECOND)).isEqualTo(Duration.ofMillis(800));
    assertThat(most.after(1)).as("it is announced, so it is exact").isEqualTo(SECOND);
    Backoff none = Backoff.doubling(SECOND, TEN).withJitter(0.2, () -> 0);
    assertThat(none.varied(SECOND)).isEqualTo(SECOND);
    assertThat(Backoff.doubling(SECOND, TEN).varied(SECOND)).isEqualTo(SECOND);
  }

  @Test
  void whatIsNoWaitAndNoShareIsRefused() {
    assertThatThrownBy(() -> Backoff.doubling(SECOND.negated(), TEN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Backoff.doubling(SECOND, TEN).withJitter(1.1, () -> 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
