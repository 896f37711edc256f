package dev.holdfast.memorywatchdog.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Collections are asked for when only a figure is missing, and never on a timer. */
final class GcTriggerTest {
  private static final Duration DWELL = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Ladder ladder = new Ladder(Ladders.dwelling(DWELL), clock.nanoTime());
  private final GcTrigger trigger =
      new GcTrigger(Ladders.dwelling(DWELL), Duration.ofHours(1), 6, () -> {}, clock.nanoTime());

  private static GcTrigger.UpperBounds bounds(int bound, int used) {
    return new GcTrigger.UpperBounds(bound / 100.0, used / 100.0);
  }

  private void stepTo(int percent) {
    Pressure pressure = new Pressure(percent / 100.0, clock.nanoTime(), "");
    ladder.look(clock.nanoTime(), pressure, Step.CALM);
    trigger.look(clock.nanoTime(), ladder.step(), pressure, bounds(percent, percent));
  }

  /** Looks once a second for a time, with a figure that was measured before it. */
  private void runWithoutFigures(Duration time, int percent, int used) {
    Pressure old = new Pressure(percent / 100.0, clock.nanoTime(), "");
    for (long i = 0; i < time.toSeconds(); i++) {
      clock.advance(Duration.ofSeconds(1));
      trigger.look(clock.nanoTime(), ladder.step(), old, bounds(percent, used));
    }
  }

  private void runWithGarbage(Duration time, double share, Duration pause) {
    for (long i = 0; i < time.toSeconds(); i++) {
      clock.advance(Duration.ofSeconds(1));
      trigger.lookAtGarbage(clock.nanoTime(), share, pause.toNanos());
    }
  }

  @Test
  void littleGarbageIsLeft() {
    runWithGarbage(Duration.ofHours(2), 0.059, Duration.ZERO);
    assertThat(trigger.count()).isZero();
  }

  @Test
  void muchGarbageIsCollectedInAThreeHundredthOfTheTime() {
    runWithGarbage(Duration.ofSeconds(5), 0.06, Duration.ZERO);
    assertThat(trigger.count()).isEqualTo(1);
    runWithGarbage(Duration.ofSeconds(239), 0.5, Duration.ofMillis(200));
    assertThat(trigger.count()).isEqualTo(1 + 3);
  }

  @Test
  void whatHasJustComeIsNotTakenForGarbage() {
    for (int i = 0; i < 1_000; i++) {
      runWithGarbage(Duration.ofSeconds(4), 0.5, Duration.ZERO);
      runWithGarbage(Duration.ofSeconds(1), 0.01, Duration.ZERO);
    }
    assertThat(trigger.count()).isZero();
  }

  @Test
  void nobodyAsksWhileAllIsWellHoweverMuchGarbageThereIs() {
    runWithoutFigures(Duration.ofHours(2), 10, 10);
    runWithoutFigures(Duration.ofHours(2), 55, 99);
    assertThat(trigger.count()).isZero();
  }

  @Test
  void aStepThatCannotBeLeftForWantOfAFigureAsksOnceAndThenEverLessOften() {
    stepTo(86);
    runWithoutFigures(DWELL.plusSeconds(1), 86, 86);
    assertThat(trigger.count()).isEqualTo(1);
    runWithoutFigures(Duration.ofHours(2), 86, 86);
    assertThat(trigger.count()).isLessThan(11);
  }

  @Test
  void whilePeopleAreOnlyToldThereIsNothingToTakeBack() {
    stepTo(72);
    runWithoutFigures(Duration.ofHours(2), 72, 72);
    assertThat(trigger.count()).isZero();
  }

  @Test
  void freshFiguresMakeItUnnecessary() {
    stepTo(86);
    for (int i = 0; i < 1_000; i++) {
      clock.advance(Duration.ofSeconds(1));
      Pressure fresh = new Pressure(0.86, clock.nanoTime(), "");
      trigger.look(clock.nanoTime(), ladder.step(), fresh, bounds(86, 95));
    }
    assertThat(trigger.count()).isZero();
  }

  @Test
  void whatHasComeOnTopOfMuchIsMeasuredBeforeItIsTooLate() {
    stepTo(66);
    clock.advance(Duration.ofSeconds(2));
    Pressure old = new Pressure(0.66, clock.nanoTime() - 2_000_000_000L, "");
    trigger.look(clock.nanoTime(), Step.CALM, old, bounds(66, 69));
    assertThat(trigger.count()).as("it would not reach the next step").isZero();
    trigger.look(clock.nanoTime(), Step.CALM, old, bounds(66, 71));
    assertThat(trigger.count()).isEqualTo(1);
  }

  /**
   * Measures whenever it is asked to, and finds the same, for a time; answers how often that was.
   */
  private long asked(Duration time, Step step, double share, GcTrigger.UpperBounds bounds) {
    long before = trigger.count();
    Pressure known = new Pressure(share, clock.nanoTime(), "");
    for (long i = 0; i < time.toSeconds(); i++) {
      long asked = trigger.count();
      clock.advance(Duration.ofSeconds(1));
      trigger.look(clock.nanoTime(), step, known, bounds);
      if (trigger.count() > asked) {
        known = new Pressure(share, clock.nanoTime(), "");
      }
    }
    return trigger.count() - before;
  }

  @Test
  void aYoungGenerationThatIsBusyIsMeasuredLessAndLessOftenUntilThereIsGrowth() {
    assertThat(asked(Duration.ofHours(1), Step.CALM, 0.62, bounds(62, 90))).isLessThan(13);
    long before = trigger.count();
    Pressure grown = new Pressure(0.66, clock.nanoTime(), "");
    clock.advance(Duration.ofSeconds(1));
    trigger.look(clock.nanoTime(), Step.CALM, grown, bounds(66, 90));
    assertThat(trigger.count() - before).isEqualTo(1);
  }

  /** The serial collector: whole collections, and a young generation full of garbage each time. */
  @Test
  void aServerThatIsSteadyAtAnyHeightIsAskedSomeTimesAndThenLeftAlone() {
    for (int live = 60; live < 70; live++) {
      assertThat(asked(Duration.ofDays(1), Step.CALM, live / 100.0, bounds(live, 93)))
          .as("%d %%", live)
          .isLessThan(14);
      assertThat(asked(Duration.ofDays(7), Step.CALM, live / 100.0, bounds(live, 93))).isZero();
    }
  }

  @Test
  void aServerThatBreathesIsLeftAloneToo() {
    for (int i = 0; i < 5_000; i++) {
      int live = i % 2 == 0 ? 64 : 66;
      Pressure collected = new Pressure(live / 100.0, clock.nanoTime(), "");
      trigger.look(clock.nanoTime(), Step.CALM, collected, bounds(live, 70));
      clock.advance(Duration.ofSeconds(20));
      trigger.look(clock.nanoTime(), Step.CALM, collected, bounds(live, 93));
    }
    assertThat(trigger.count()).isLessThan(14);
  }

  /** G1: only bounds, far above what lives, until somebody asks. */
  @Test
  void aBoundAtTheFirstStepIsMeasuredWhenNothingEverWas() {
    Pressure nothing = new Pressure(0, 0, "");
    clock.advance(Duration.ofSeconds(5));
    trigger.look(clock.nanoTime(), Step.CALM, nothing, bounds(59, 99));
    trigger.look(clock.nanoTime(), Step.CALM, nothing, bounds(69, 69));
    assertThat(trigger.count()).isZero();
    trigger.look(clock.nanoTime(), Step.CALM, nothing, bounds(70, 70));
    assertThat(trigger.count()).isEqualTo(1);
  }

  @Test
  void aBoundThatWasExplainedIsNoNewsForAnHourAndOneAboveItIsAtOnce() {
    assertThat(asked(Duration.ofDays(1), Step.CALM, 0.65, bounds(72, 74))).isLessThan(37);
    long before = trigger.count();
    assertThat(asked(Duration.ofMinutes(1), Step.CALM, 0.65, bounds(72, 74))).isLessThan(2);
    assertThat(asked(Duration.ofSeconds(2), Step.CALM, 0.65, bounds(75, 76))).isPositive();
    assertThat(trigger.count()).isGreaterThan(before);
  }

  @Test
  void growthAfterALongPeaceIsMeasuredEachSecondAgain() {
    asked(Duration.ofDays(1), Step.CALM, 0.65, bounds(66, 90));
    Pressure known = new Pressure(0.65, clock.nanoTime(), "");
    for (int live = 67; live < 90; live += 2) {
      clock.advance(Duration.ofSeconds(1));
      long before = trigger.count();
      trigger.look(clock.nanoTime(), Step.CALM, known, bounds(live, live + 4));
      if (live >= 70) {
        assertThat(trigger.count()).as("at %d %%", live).isGreaterThan(before);
        known = new Pressure(live / 100.0, clock.nanoTime(), "");
      }
    }
  }

  @Test
  void whereNobodyListensItIsAskedLessAndLessOften() {
    Pressure nothing = new Pressure(0, 0, "");
    for (int i = 0; i < 86_400; i++) {
      clock.advance(Duration.ofSeconds(1));
      trigger.look(clock.nanoTime(), Step.CALM, nothing, bounds(75, 80));
    }
    assertThat(trigger.count()).isLessThan(37);
  }
}
