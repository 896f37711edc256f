package dev.holdfast.console;

import dev.holdfast.spi.Problem;
import org.jspecify.annotations.Nullable;

/** A command cannot go on: one line for the person, an exit code for the script. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final int exitCode;

  Failure(Problem problem, int exitCode) {
    this(problem, exitCode, null);
  }

  Failure(Problem problem, int exitCode, @Nullable Throwable cause) {
    super(problem.sentence(), cause);
    this.problem = problem;
    this.exitCode = exitCode;
  }

  Problem problem() {
    return problem;
  }

  int exitCode() {
    return exitCode;
  }

  /** Whatever keeps the answer away, a monitor shall read it as down, not as degraded. */
  Failure asDown() {
    return exitCode == ExitCode.FAILURE ? new Failure(problem, ExitCode.HEALTH_DOWN, this) : this;
  }
}
