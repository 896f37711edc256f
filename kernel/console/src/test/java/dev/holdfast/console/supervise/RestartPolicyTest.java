package dev.holdfast.console.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.supervise.RestartPolicy.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartPolicyTest {
  private final SupervisorLimits limits = new SupervisorLimits();
  private final RestartPolicy policy = new RestartPolicy(limits);

  static ServerEnd end(int code, int seconds) {
    return new ServerEnd(
        Instant.EPOCH,
        7,
        Duration.ofSeconds(seconds),
        OptionalInt.of(code),
        false,
        false,
        "why",
        "");
  }

  @Test
  void pausesGrowByFiveSecondsUpToThirty() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      pauses.add(((Next.Again) policy.after(end(1, 0))).pause().toSeconds());
    }
    assertThat(pauses).containsExactly(5L, 10L, 15L, 20L, 25L, 30L, 30L, 30L);
  }

  @Test
  void aStableTimeForgetsEarlierEnds() {
    for (int i = 0; i < 5; i++) {
      policy.after(end(137, 59));
    }
    assertThat(policy.after(end(137, 60))).isEqualTo(new Next.Again(Duration.ofSeconds(5), 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 69, 73, 75, 78})
  void whatNeedsAPersonIsNotRepeated(int code) {
    assertThat(policy.after(end(code, 0))).isInstanceOf(Next.Down.class);
  }

  @Test
  void anEndThatWasWantedIsFollowedByAStartAtOnce() {
    ServerEnd wanted =
        new ServerEnd(
            Instant.EPOCH, 7, Duration.ZERO, OptionalInt.of(3), true, false, "a restart", "");
    ServerEnd requested =
        new ServerEnd(
            Instant.EPOCH, 7, Duration.ZERO, OptionalInt.of(143), true, true, "a person", "");
    for (int i = 0; i < 9; i++) {
      assertThat(policy.after(wanted)).isEqualTo(new Next.Again(Duration.ZERO, 0));
      assertThat(policy.after(requested)).isEqualTo(new Next.Again(Duration.ZERO, 0));
    }
  }

  @Test
  void threeWithoutAWordIsMemoryThatWasOutAndNoWish() {
    assertThat(policy.after(end(3, 0))).isEqualTo(new Next.Again(Duration.ofSeconds(5), 1));
  }

  @Test
  void givesUpWhereAMostIsSet() {
    limits.maxRestarts = 2;
    policy.after(end(1, 0));
    assertThat(policy.after(end(1, 0))).isInstanceOf(Next.Again.class);
    assertThat(policy.after(end(1, 0)))
        .isEqualTo(new Next.Down("it ended 3 times in a row, the last time: why"));
  }
}
