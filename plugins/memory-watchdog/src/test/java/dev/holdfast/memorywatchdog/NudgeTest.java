package dev.holdfast.memorywatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Collections are asked for when only a figure is missing, and never on a timer (S3.5, T9). */
final class NudgeTest {
  private static final Duration DWELL = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Ladder ladder = new Ladder(Ladders.dwelling(DWELL), clock.nanoTime());
  private final Nudge nudge = new Nudge(Ladders.dwelling(DWELL), () -> {});

  private void stepTo(int percent) {
    Pressure pressure = new Pressure(percent / 100.0, clock.nanoTime(), "");
    ladder.look(clock.nanoTime(), pressure, Step.CALM);
    nudge.look(clock.nanoTime(), ladder.step(), pressure, pressure.share());
  }

  /** Looks once a second for a time, with a figure that was measured before it. */
  private void runWithoutFigures(Duration time, int percent, int used) {
    Pressure old = new Pressure(percent / 100.0, clock.nanoTime(), "");
    for (long i = 0; i < time.toSeconds(); i++) {
      clock.advance(Duration.ofSeconds(1));
      nudge.look(clock.nanoTime(), ladder.step(), old, used / 100.0);
    }
  }

  @Test
  void nobodyAsksWhileAllIsWellHoweverMuchGarbageThereIs() {
    runWithoutFigures(Duration.ofHours(2), 10, 10);
    runWithoutFigures(Duration.ofHours(2), 55, 99);
    assertThat(nudge.count()).isZero();
  }

  @Test
  void aStepThatCannotBeLeftForWantOfAFigureAsksOnceAndThenEverLessOften() {
    stepTo(86);
    runWithoutFigures(DWELL.plusSeconds(1), 86, 86);
    assertThat(nudge.count()).isEqualTo(1);
    runWithoutFigures(Duration.ofHours(2), 86, 86);
    assertThat(nudge.count()).isLessThan(11);
  }

  @Test
  void whilePeopleAreOnlyToldThereIsNothingToTakeBack() {
    stepTo(72);
    runWithoutFigures(Duration.ofHours(2), 72, 72);
    assertThat(nudge.count()).isZero();
  }

  @Test
  void freshFiguresMakeItUnnecessary() {
    stepTo(86);
    for (int i = 0; i < 1_000; i++) {
      clock.advance(Duration.ofSeconds(1));
      Pressure fresh = new Pressure(0.86, clock.nanoTime(), "");
      nudge.look(clock.nanoTime(), ladder.step(), fresh, 0.95);
    }
    assertThat(nudge.count()).isZero();
  }

  @Test
  void whatHasComeOnTopOfMuchIsMeasuredBeforeItIsTooLate() {
    stepTo(66);
    clock.advance(Duration.ofSeconds(2));
    Pressure old = new Pressure(0.66, clock.nanoTime() - 2_000_000_000L, "");
    nudge.look(clock.nanoTime(), Step.CALM, old, 0.69);
    assertThat(nudge.count()).as("it would not reach the next step").isZero();
    nudge.look(clock.nanoTime(), Step.CALM, old, 0.71);
    assertThat(nudge.count()).isEqualTo(1);
  }

  /** Measures whenever it is asked to, for an hour; answers how often that was. */
  private long askedInAnHour(double share, double used) {
    long before = nudge.count();
    Pressure known = new Pressure(share, clock.nanoTime(), "");
    for (int i = 0; i < 3_600; i++) {
      long asked = nudge.count();
      clock.advance(Duration.ofSeconds(1));
      nudge.look(clock.nanoTime(), Step.CALM, known, used);
      if (nudge.count() > asked) {
        known = new Pressure(share, clock.nanoTime(), "");
      }
    }
    return nudge.count() - before;
  }

  @Test
  void aYoungGenerationThatIsBusyIsMeasuredLessAndLessOftenUntilThereIsGrowth() {
    assertThat(askedInAnHour(0.62, 0.9)).isLessThan(130);
    long before = nudge.count();
    Pressure grown = new Pressure(0.66, clock.nanoTime(), "");
    clock.advance(Duration.ofSeconds(1));
    nudge.look(clock.nanoTime(), Step.CALM, grown, 0.9);
    assertThat(nudge.count() - before).isEqualTo(1);
  }

  @Test
  void aServerThatOnlyBreathesIsMeasuredLessAndLessOften() {
    int asked = 0;
    for (int i = 0; i < 600; i++) {
      long before = nudge.count();
      Pressure steady = new Pressure(0.72, clock.nanoTime(), "");
      do {
        clock.advance(Duration.ofSeconds(1));
        nudge.look(clock.nanoTime(), Step.WARN, steady, 0.78);
      } while (nudge.count() == before);
      asked++;
    }
    // Half a minute each, after the first few.
    assertThat(clock.nanoTime() / 1e9 / asked).isBetween(29.0, 31.0);
  }
}
