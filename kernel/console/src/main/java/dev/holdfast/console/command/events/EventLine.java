package dev.holdfast.console.command.events;

import dev.holdfast.spi.Problem;

/**
 * One event to be sent.
 *
 * @param place where it stands in what was given, such as {@code line 3}
 * @param json a CloudEvent
 */
record EventLine(String place, String json) {

  /** A line that is no event; the lines beside it are not concerned. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Unusable(Problem problem) {
      super(problem.sentence());
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
