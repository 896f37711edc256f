package dev.holdfast.server.memory;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;

/** There is no room for one more; made by thousands in a flood, so it does not say where. */
public final class NoCapacity extends ProblemException {
  private static final long serialVersionUID = 1;

  /** With a time to try again. */
  public NoCapacity(Problem problem, Duration retryAfter) {
    super(problem, retryAfter, null);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
