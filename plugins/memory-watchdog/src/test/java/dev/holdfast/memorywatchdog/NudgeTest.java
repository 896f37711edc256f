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
  private final Nudge nudge = new Nudge(() -> {});

  private void stepTo(int percent) {
    Pressure pressure = new Pressure(percent / 100.0, clock.nanoTime(), "");
    ladder.look(clock.nanoTime(), pressure, Step.CALM);
    nudge.look(clock.nanoTime(), ladder, pressure);
  }

  private void runWithoutFigures(Duration time, int percent) {
    Pressure old = new Pressure(percent / 100.0, clock.nanoTime(), "");
    for (long i = 0; i < time.toSeconds(); i++) {
      clock.advance(Duration.ofSeconds(1));
      nudge.look(clock.nanoTime(), ladder, old);
    }
  }

  @Test
  void nobodyAsksWhileAllIsWellOrPeopleAreOnlyTold() {
    runWithoutFigures(Duration.ofHours(2), 10);
    stepTo(72);
    runWithoutFigures(Duration.ofHours(2), 72);
    assertThat(nudge.count()).isZero();
  }

  @Test
  void aStepThatCannotBeLeftForWantOfAFigureAsksOnceAndThenEverLessOften() {
    stepTo(86);
    runWithoutFigures(DWELL.plusSeconds(1), 86);
    assertThat(nudge.count()).isEqualTo(1);
    runWithoutFigures(Duration.ofHours(2), 86);
    assertThat(nudge.count()).isLessThan(11);
  }

  @Test
  void freshFiguresMakeItUnnecessary() {
    stepTo(86);
    for (int i = 0; i < 1_000; i++) {
      clock.advance(Duration.ofSeconds(1));
      nudge.look(clock.nanoTime(), ladder, new Pressure(0.86, clock.nanoTime(), ""));
    }
    assertThat(nudge.count()).isZero();
  }
}
