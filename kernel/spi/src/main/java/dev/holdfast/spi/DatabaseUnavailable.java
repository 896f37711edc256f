package dev.holdfast.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown at once, without a wait, while the database is known to be away. */
public final class DatabaseUnavailable extends ProblemException {
  private static final long serialVersionUID = 1;

  public DatabaseUnavailable(Problem problem, Duration retryAfter, @Nullable Throwable cause) {
    super(problem, retryAfter, cause);
  }
}
