package dev.holdfast.simulator.life;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A step of a life. It has a seed of its own, so that leaving out others changes nothing in it.
 *
 * @param number in the whole life
 */
record LifeStep(int number, Action action, long seed) {

  /** What happens, and how often in comparison: in a life of the journal, and in one of all. */
  enum Action {
    APPEND(44, 40),
    READ(12, 0),
    COMMIT(8, 0),
    READ_SCREEN(4, 3),
    COMMIT_SCREEN(2, 2),
    SET_ASIDE(2, 0),
    TIDY(6, 5),
    RESTART(2, 1),
    KILL(2, 1),
    CUT_POWER(3, 2),
    KILL_SOON(3, 2),
    CUT_POWER_SOON(7, 4),
    FAULT_SOON(7, 4),
    CUT_POWER_AND_LOSE_ALL(0, 0),
    STORE(0, 42),
    RESTART_STORE(0, 1),
    SET_CLOCK(0, 2),
    DATABASE_FAULT_SOON(0, 9),
    CRASH_IN_DATABASE_SOON(0, 6),
    DATABASE_GOES_AWAY(0, 2),
    COPY_DATABASE_SOON(0, 5),
    RESTORE_DATABASE(0, 4);

    private final int ofJournal;
    private final int ofAll;

    Action(int ofJournal, int ofAll) {
      this.ofJournal = ofJournal;
      this.ofAll = ofAll;
    }

    private int weight(Parts parts) {
      return parts == Parts.JOURNAL ? ofJournal : ofAll;
    }
  }

  /** The steps of a seed; the last takes the power and all that was not forced. */
  static List<LifeStep> of(long seed, LifePlan plan) {
    int all = List.of(Action.values()).stream().mapToInt(each -> each.weight(plan.parts())).sum();
    SplittableRandom random = new SplittableRandom(seed);
    List<LifeStep> steps = new ArrayList<>(plan.steps() + 1);
    for (int i = 1; i <= plan.steps(); i++) {
      steps.add(new LifeStep(i, draw(random.nextInt(all), plan.parts()), random.nextLong()));
    }
    steps.add(new LifeStep(plan.steps() + 1, Action.CUT_POWER_AND_LOSE_ALL, random.nextLong()));
    return steps;
  }

  private static Action draw(int number, Parts parts) {
    int left = number;
    for (Action action : Action.values()) {
      left -= action.weight(parts);
      if (left < 0) {
        return action;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }
}
