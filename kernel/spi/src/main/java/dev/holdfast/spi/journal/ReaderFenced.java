package dev.holdfast.spi.journal;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;

/**
 * The reader's name is not its own any more: another reader of the name was opened, or the name was
 * forgotten. Nothing that this reader commits has an effect. Trying again is of no use: let it pass
 * through the worker, so that the plugin starts again and opens a reader of its own.
 */
public final class ReaderFenced extends ProblemException {
  private static final long serialVersionUID = 1;

  public ReaderFenced(Problem problem) {
    super(problem);
  }
}
