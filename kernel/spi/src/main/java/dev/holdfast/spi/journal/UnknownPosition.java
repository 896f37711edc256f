package dev.holdfast.spi.journal;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;

/** The journal never gave out a position that it was asked to go to, or it did in another life. */
public final class UnknownPosition extends ProblemException {
  private static final long serialVersionUID = 1;
  private final Kind kind;

  public UnknownPosition(Kind kind, Problem problem) {
    super(problem);
    this.kind = kind;
  }

  /** What is wrong with it. */
  public Kind kind() {
    return kind;
  }

  /** What is wrong with a position. */
  public enum Kind {
    /** It is of another epoch: the data of the journal was replaced since. */
    OTHER_EPOCH,
    /** It is behind the end: made up, or of events that an older copy of the data does not have. */
    BEHIND_END,
    /** No event begins or ends there: it is made up. */
    INSIDE_EVENT
  }
}
