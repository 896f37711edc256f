package dev.holdfast.ingest.envelope;

import dev.holdfast.spi.Problem;

/**
 * Thrown when nothing of a message can be taken. It has no stack trace, because producers decide
 * how many of these there are.
 */
public final class UnreadableMessage extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;
  private final Outcome.Reason reason;

  UnreadableMessage(Problem problem, Outcome.Reason reason) {
    super(problem.sentence(), null, false, false);
    this.problem = problem;
    this.reason = reason;
  }

  public Problem problem() {
    return problem;
  }

  public Outcome.Reason reason() {
    return reason;
  }
}
