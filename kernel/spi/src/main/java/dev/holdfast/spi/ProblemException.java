package dev.holdfast.spi;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries a {@link Problem} to the code that reports it to a person or a client. */
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;
  private final @Nullable Duration retryAfter;

  public ProblemException(Problem problem) {
    this(problem, null, null);
  }

  public ProblemException(Problem problem, @Nullable Throwable cause) {
    this(problem, null, cause);
  }

  /**
   * Creates an exception that the other side may meet by trying again.
   *
   * @param retryAfter when to try again; null when trying again is of no use
   */
  public ProblemException(
      Problem problem, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(problem.sentence(), cause);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  public Problem problem() {
    return problem;
  }

  /** When to try again; empty when that is of no use. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
