package dev.holdfast.journal.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A step of a life. It has a seed of its own, so that leaving out others changes nothing in it.
 *
 * @param number in the whole life
 */
record Step(int number, Action action, long seed) {

  /** What happens, and how often in comparison. */
  enum Action {
    APPEND(44),
    READ(12),
    COMMIT(8),
    READ_SCREEN(4),
    COMMIT_SCREEN(2),
    SET_ASIDE(2),
    TIDY(6),
    RESTART(2),
    KILL(2),
    CUT_POWER(3),
    KILL_SOON(3),
    CUT_POWER_SOON(7),
    FAULT_SOON(7),
    CUT_POWER_AND_LOSE_ALL(0);

    private final int weight;

    Action(int weight) {
      this.weight = weight;
    }
  }

  private static final int ALL =
      List.of(Action.values()).stream().mapToInt(action -> action.weight).sum();

  /** The steps of a seed; the last takes the power and all that was not forced. */
  static List<Step> of(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> steps = new ArrayList<>(count + 1);
    for (int i = 1; i <= count; i++) {
      steps.add(new Step(i, draw(random.nextInt(ALL)), random.nextLong()));
    }
    steps.add(new Step(count + 1, Action.CUT_POWER_AND_LOSE_ALL, random.nextLong()));
    return steps;
  }

  private static Action draw(int number) {
    int left = number;
    for (Action action : Action.values()) {
      left -= action.weight;
      if (left < 0) {
        return action;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }
}
