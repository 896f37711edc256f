package dev.holdfast.console.terminal;

import dev.holdfast.spi.Problem;
import org.jspecify.annotations.Nullable;

/** A command cannot go on: one line for the person, an exit code for the script. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final int exitCode;

  public Failure(Problem problem, int exitCode) {
    this(problem, exitCode, null);
  }

  Failure(Problem problem, int exitCode, @Nullable Throwable cause) {
    super(problem.sentence(), cause);
    this.problem = problem;
    this.exitCode = exitCode;
  }

  public Problem problem() {
    return problem;
  }

  public int exitCode() {
    return exitCode;
  }

  /** Whatever keeps the answer away, a monitor shall read it as down, not as degraded. */
  public Failure asDown() {
    return exitCode == ExitCode.FAILURE ? new Failure(problem, ExitCode.HEALTH_DOWN, this) : this;
  }
}
