package dev.holdfast.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5);
  private final TokenBucket bucket = new TokenBucket(10, SECOND, ticker::get);

  private void pass(Duration time) {
    ticker.addAndGet(time.toNanos());
  }

  @Test
  void grantsABurstAndThenWhatComesBack() {
    for (int i = 0; i < 10; i++) {
      assertThat(bucket.take(1)).isEmpty();
    }
    assertThat(bucket.take(1)).contains(Duration.ofMillis(100));
    pass(Duration.ofMillis(100));
    assertThat(bucket.take(1)).isEmpty();
    assertThat(bucket.take(1)).isPresent();
  }

  @Test
  void holdsNoMoreThanItsSize() {
    pass(Duration.ofHours(1));
    assertThat(bucket.take(10)).isEmpty();
    assertThat(bucket.take(1)).isPresent();
  }

  @Test
  void whatIsLargerThanTheBucketPassesOnCreditAndIsPaidBack() {
    assertThat(bucket.take(30)).isEmpty();
    assertThat(bucket.take(1)).contains(Duration.ofMillis(2100));
    pass(Duration.ofSeconds(2));
    assertThat(bucket.take(1)).isPresent();
    pass(Duration.ofMillis(101));
    assertThat(bucket.take(1)).isEmpty();
  }

  @Test
  void whoeverIsRefusedHasTakenNothing() {
    assertThat(bucket.take(10)).isEmpty();
    for (int i = 0; i < 1000; i++) {
      assertThat(bucket.take(1)).isPresent();
    }
    pass(Duration.ofMillis(101));
    assertThat(bucket.take(1)).isEmpty();
  }

  @Test
  void withoutALimitTheClockIsNotAsked() {
    LongSupplier never =
        () -> {
          throw new AssertionError("asked");
        };
    assertThat(new TokenBucket(0, SECOND, never).take(Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void whatIsNoRateIsRefused() {
    assertThatThrownBy(() -> new TokenBucket(-1, SECOND, ticker::get))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenBucket(1, Duration.ZERO, ticker::get))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
