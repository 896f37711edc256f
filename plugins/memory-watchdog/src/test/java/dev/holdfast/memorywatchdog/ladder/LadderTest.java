package dev.holdfast.memorywatchdog.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.memorywatchdog.ladder.LadderConfig.Rung;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LadderTest {
  private static final Duration DWELL = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Ladder ladder = new Ladder(Ladders.dwelling(DWELL), clock.nanoTime());

  private List<Step> look(int percent) {
    return look(percent, clock.nanoTime());
  }

  private List<Step> look(int percent, long measuredAt) {
    Pressure pressure = new Pressure(percent / 100.0, measuredAt, "");
    return ladder.look(clock.nanoTime(), pressure, Step.CALM);
  }

  private List<Step> lookAfter(Duration time, int percent) {
    clock.advance(time);
    return look(percent);
  }

  @Test
  void aHeapThatFillsUpClimbsStepByStepInOrder() {
    List<Step> entered = new ArrayList<>();
    for (int percent = 60; percent <= 95; percent++) {
      entered.addAll(lookAfter(Duration.ofSeconds(1), percent));
    }
    assertThat(entered)
        .containsExactly(Step.WARN, Step.TRIM, Step.REFUSE, Step.PAUSE, Step.DRAIN, Step.RESTART);
  }

  @Test
  void aJumpTakesAllStepsAtOnceAndInOrder() {
    assertThat(look(85)).containsExactly(Step.WARN, Step.TRIM, Step.REFUSE, Step.PAUSE);
    assertThat(look(85)).isEmpty();
  }

  @Test
  void downwardsEachStepLastsForItsDwell() {
    look(85);
    assertThat(lookAfter(DWELL.minusNanos(1), 10)).isEmpty();
    for (Step lower : List.of(Step.REFUSE, Step.TRIM, Step.WARN, Step.CALM)) {
      assertThat(lookAfter(DWELL, 10)).containsExactly(lower);
      assertThat(look(10)).isEmpty();
    }
    assertThat(lookAfter(DWELL, 10)).isEmpty();
  }

  @Test
  void aFigureThatSwingsAroundAThresholdMovesNothing() {
    look(80);
    List<Step> moved = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      moved.addAll(lookAfter(Duration.ofSeconds(3), i % 2 == 0 ? 79 : 81));
    }
    assertThat(moved).isEmpty();
    assertThat(ladder.step()).isEqualTo(Step.REFUSE);
  }

  @Test
  void aFigureFromBeforeTheStepIsNoReasonToLeaveIt() {
    long before = clock.nanoTime();
    clock.advance(Duration.ofSeconds(1));
    look(80);
    clock.advance(DWELL);
    assertThat(look(10, before)).isEmpty();
    assertThat(look(10, clock.nanoTime())).containsExactly(Step.TRIM);
  }

  @Test
  void aForecastWarnsAndDoesNoMore() {
    Pressure low = new Pressure(0.4, clock.nanoTime(), "");
    assertThat(ladder.look(clock.nanoTime(), low, Step.WARN)).containsExactly(Step.WARN);
    clock.advance(DWELL.multipliedBy(10));
    assertThat(ladder.look(clock.nanoTime(), low, Step.WARN)).isEmpty();
    assertThat(lookAfter(DWELL, 40)).containsExactly(Step.CALM);
  }

  @Test
  void whatOnlyAForecastHasCalledForEndsWithItWithoutAFigure() {
    Pressure low = new Pressure(0.4, clock.nanoTime(), "");
    assertThat(ladder.look(clock.nanoTime(), low, Step.WARN)).containsExactly(Step.WARN);
    clock.advance(DWELL);
    assertThat(ladder.look(clock.nanoTime(), low, Step.CALM)).containsExactly(Step.CALM);
  }

  @Test
  void aLadderThatCannotBeClimbedIsRefusedWithTheStepNamed() {
    Rung rung = new Rung(70, 60, DWELL);
    Rung upsideDown = new Rung(75, 80, DWELL);
    assertThatThrownBy(
            () -> new LadderConfig(DWELL, rung, upsideDown, rung, rung, rung, rung).checked())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-MEM-001")
        .hasMessageContaining("trim");
    Rung early = new Rung(50, 40, DWELL);
    assertThatThrownBy(() -> new LadderConfig(DWELL, rung, rung, rung, early, rung, rung).checked())
        .hasMessageContaining("pause");
    assertThat(Ladders.dwelling(DWELL).checked()).isNotNull();
  }
}
