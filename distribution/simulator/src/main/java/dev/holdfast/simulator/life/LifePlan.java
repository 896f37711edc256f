package dev.holdfast.simulator.life;

import dev.holdfast.simulator.Bug;

/**
 * What all lives of a run have in common. A seed with another plan is another life.
 *
 * @param steps of each life, at least one
 */
public record LifePlan(Parts parts, int steps, Bug bug) {
  /** Enough for some ends of the process between which something was stored. */
  public static final int USUAL_STEPS = 60;

  /** The plan that finds this bug soonest; without a bug all parts live. */
  public static LifePlan of(Bug bug) {
    boolean journal = bug != Bug.NONE && !bug.isOfTheStore();
    return new LifePlan(journal ? Parts.JOURNAL : Parts.ALL, USUAL_STEPS, bug);
  }
}
