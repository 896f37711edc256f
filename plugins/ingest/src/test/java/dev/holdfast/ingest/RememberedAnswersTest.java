package dev.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class RememberedAnswersTest {
  private final ManualClock clock = new ManualClock();
  private final RememberedAnswers answers = new RememberedAnswers(3, Duration.ofMinutes(1), clock);
  private int made;

  private CompletableFuture<Integer> make() {
    made++;
    return CompletableFuture.completedFuture(made);
  }

  @Test
  void forgetsTheOldestBeyondItsLimit() {
    for (String key : new String[] {"a", "b", "c", "d"}) {
      assertThat(answers.once(key, "", this::make)).isCompleted();
    }
    assertThat(answers.size()).isEqualTo(3);
    assertThat(answers.forgotten()).isOne();
    assertThat(answers.once("b", "", this::make).join()).isEqualTo(2);
    assertThat(answers.once("a", "", this::make).join()).isEqualTo(5);
  }

  @Test
  void forgetsWithTime() {
    assertThat(answers.once("a", "", this::make)).isCompleted();
    clock.advance(Duration.ofSeconds(61));
    assertThat(answers.once("a", "", this::make).join()).isEqualTo(2);
    assertThat(answers.forgotten()).isOne();
  }

  @Test
  void sharesAnAnswerThatIsOnItsWay() {
    CompletableFuture<Integer> slow = new CompletableFuture<>();
    CompletableFuture<Integer> first = answers.once("a", "", () -> slow);
    CompletableFuture<Integer> second = answers.once("a", "", this::make);
    slow.complete(9);
    assertThat(first.join()).isEqualTo(9);
    assertThat(second.join()).isEqualTo(9);
    assertThat(made).isZero();
  }

  @Test
  void givesTheOlderHalfBackWhenMemoryIsShortButNotWhatIsOnItsWay() {
    RememberedAnswers many = new RememberedAnswers(100, Duration.ofHours(1), clock);
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
