package dev.holdfast.memorywatchdog.ladder;

import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Range;
import java.time.Duration;

/**
 * {@code holdfast.memory-watchdog.ladder}: when each step is entered and left.
 *
 * @param warnTimeToFull a heap that will be full within this time is warned of
 */
public record LadderConfig(
    @Range(min = "0 s", max = "30 d") Duration warnTimeToFull,
    Rung warn,
    Rung trim,
    Rung refuse,
    Rung pause,
    Rung drain,
    Rung restart) {

  /**
   * One step.
   *
   * @param enter percent of the limit from which it is entered; 100 for never
   * @param leave percent below which it is left
   * @param dwell the shortest time on it
   */
  public record Rung(
      @Range(min = "1", max = "100") int enter,
      @Range(min = "1", max = "100") int leave,
      @Range(min = "0 s", max = "1 d") Duration dwell) {}

  private static final Rung GROUND = new Rung(1, 1, Duration.ZERO);

  Rung rung(Step step) {
    return switch (step) {
      case CALM -> GROUND;
      case WARN -> warn;
      case TRIM -> trim;
      case REFUSE -> refuse;
      case PAUSE -> pause;
      case DRAIN -> drain;
      case RESTART -> restart;
    };
  }

  /**
   * Refuses a ladder that cannot be climbed.
   *
   * @throws ProblemException a step is entered before the one below it, or left above its entrance
   */
  public LadderConfig checked() {
    for (Step step : Step.values()) {
      check(step);
    }
    return this;
  }

  /** As {@link #checked}, for one step. */
  public void check(Step step) {
    if (step != Step.CALM && rung(step).leave() > rung(step).enter()) {
      throw wrong(step, "it is left above where it is entered");
    }
    if (step.isAbove(Step.WARN) && rung(step).enter() < rung(step.lower()).enter()) {
      throw wrong(step, "it is entered before " + step.lower().word());
    }
  }

  private static ProblemException wrong(Step step, String why) {
    return new ProblemException(WatchdogProblems.LADDER.because(step.word() + ": " + why));
  }
}
