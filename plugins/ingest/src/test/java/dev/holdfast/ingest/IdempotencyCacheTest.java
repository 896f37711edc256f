package dev.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class IdempotencyCacheTest {
  private final ManualClock clock = new ManualClock();
  private final IdempotencyCache cache = new IdempotencyCache(3, Duration.ofMinutes(1), clock);
  private int made;

  private CompletableFuture<Integer> make() {
    made++;
    return CompletableFuture.completedFuture(made);
  }

  @Test
  void forgetsTheOldestBeyondItsLimit() {
    for (String key : new String[] {"a", "b", "c", "d"}) {
      assertThat(cache.once(key, "", this::make)).isCompleted();
    }
    assertThat(cache.size()).isEqualTo(3);
    assertThat(cache.forgotten()).isOne();
    assertThat(cache.once("b", "", this::make).join()).isEqualTo(2);
    assertThat(cache.once("a", "", this::make).join()).isEqualTo(5);
  }

  @Test
  void forgetsWithTime() {
    assertThat(cache.once("a", "", this::make)).isCompleted();
    clock.advance(Duration.ofSeconds(61));
    assertThat(cache.once("a", "", this::make).join()).isEqualTo(2);
    assertThat(cache.forgotten()).isOne();
  }

  @Test
  void sharesAnAnswerThatIsOnItsWay() {
    CompletableFuture<Integer> slow = new CompletableFuture<>();
    CompletableFuture<Integer> first = cache.once("a", "", () -> slow);
    CompletableFuture<Integer> second = cache.once("a", "", this::make);
    slow.complete(9);
    assertThat(first.join()).isEqualTo(9);
    assertThat(second.join()).isEqualTo(9);
    assertThat(made).isZero();
  }

  @Test
  void givesTheOlderHalfBackWhenMemoryIsShortButNotWhatIsOnItsWay() {
    IdempotencyCache many = new IdempotencyCache(100, Duration.ofHours(1), clock);
    CompletableFuture<Integer> slow = new CompletableFuture<>();
    assertThat(many.once("slow", "", () -> slow)).isNotDone();
    for (int i = 1; i < 10; i++) {
      assertThat(many.once("key-" + i, "", this::make)).isCompleted();
    }
    assertThat(many.release()).isBetween(1_000L, 5_000L);
    assertThat(many.size()).isEqualTo(5);
    assertThat(many.once("slow", "", this::make)).isNotDone();
    assertThat(many.once("key-9", "", this::make).join()).isEqualTo(9);
    assertThat(many.once("key-1", "", this::make).join()).as("made anew").isEqualTo(10);
  }
}
