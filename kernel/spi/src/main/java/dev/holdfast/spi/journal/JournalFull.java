package dev.holdfast.spi.journal;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;

/**
 * The journal has no room for more events. It dropped no event and kept no event of the refused
 * group.
 */
public final class JournalFull extends ProblemException {
  private static final long serialVersionUID = 1;

  public JournalFull(Problem problem, Duration retryAfter) {
    super(problem, retryAfter, null);
  }
}
