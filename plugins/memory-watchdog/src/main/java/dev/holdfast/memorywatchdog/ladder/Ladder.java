package dev.holdfast.memorywatchdog.ladder;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides which step to enter or leave, from figures that were measured after a collection.
 *
 * <p><b>The problem.</b> A heap that fills up must be met while there is room to act, by the
 * mildest means that helps; and a figure that swings around a threshold must not switch clients off
 * and on.
 *
 * <p><b>How.</b> Upwards it goes at once, and over several steps when the figure says so: with a
 * fast leak there are seconds between two of them. Downwards it goes one step at a time, and only
 * when the figure lies below the threshold for leaving, was measured after the last way up, and the
 * step has lasted for its dwell. What was measured before a measure was taken says nothing about
 * its effect. Where no figure but a forecast has called for a step, its end is enough.
 */
final class Ladder {
  private final LadderConfig limits;
  private Step step = Step.CALM;
  private long since;
  private long climbedAt;
  private boolean forecast;

  /**
   * A ladder on its lowest step.
   *
   * @param now of the ticker, in nanoseconds
   */
  Ladder(LadderConfig limits, long now) {
    this.limits = limits;
    this.since = now;
    this.climbedAt = now;
  }

  Step step() {
    return step;
  }

  /**
   * Looks at a figure.
   *
   * @param least the step that is called for whatever the figure says
   * @return the steps that were entered just now, in order; downwards at most one
   */
  List<Step> look(long now, Pressure pressure, Step least) {
    Step wanted = wanted(pressure.share(), least);
    List<Step> entered = new ArrayList<>(0);
    if (wanted.isAbove(step)) {
      forecast = wanted(pressure.share(), Step.CALM) == Step.CALM;
    }
    while (wanted.isAbove(step)) {
      enter(step.higher(), now);
      entered.add(step);
      climbedAt = now;
    }
    if (entered.isEmpty() && mayLeave(now, pressure, least)) {
      enter(step.lower(), now);
      entered.add(step);
    }
    return entered;
  }

  /** The step that a figure calls for from below. */
  Step wanted(double share, Step least) {
    Step wanted = least;
    for (Step candidate : Step.values()) {
      if (candidate != Step.CALM && share * 100 >= limits.rung(candidate).enter()) {
        wanted = candidate.isAbove(wanted) ? candidate : wanted;
      }
    }
    return wanted;
  }

  private boolean mayLeave(long now, Pressure pressure, Step least) {
    return step.isAbove(least)
        && hasLasted(now)
        && (forecast || pressure.measuredAt() - climbedAt > 0)
        && pressure.share() * 100 < limits.rung(step).leave();
  }

  private boolean hasLasted(long now) {
    return now - since >= limits.rung(step).dwell().toNanos();
  }

  private void enter(Step next, long now) {
    step = next;
    since = now;
  }
}
