package dev.holdfast.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The database is known to be away; nobody waited for it. */
public final class DatabaseUnavailable extends ProblemException {
  private static final long serialVersionUID = 1;

  public DatabaseUnavailable(Problem problem, Duration retryAfter, @Nullable Throwable cause) {
    super(problem, retryAfter, cause);
  }
}
