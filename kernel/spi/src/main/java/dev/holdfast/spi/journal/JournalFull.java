package dev.holdfast.spi.journal;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;

/**
 * The journal has no room for more; nothing was dropped and nothing of the refused group was kept.
 */
public final class JournalFull extends ProblemException {
  private static final long serialVersionUID = 1;

  public JournalFull(Problem problem, Duration retryAfter) {
    super(problem, retryAfter, null);
  }
}
