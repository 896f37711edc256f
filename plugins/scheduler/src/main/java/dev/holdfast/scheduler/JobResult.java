package dev.holdfast.scheduler;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.JobRun.Outcome;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of one call of a job.
 *
 * @param cause what it threw; null when it returned, was interrupted, or took its thread with it
 */
record JobResult(Outcome outcome, Job.Report report, @Nullable Throwable cause) {
  /** A chain of causes may be a circle. */
  private static final int DEEPEST = 50;

  /** Of the words of each exception, so that those of the last one are not cut off. */
  private static final int LONGEST = 220;

  /** An error that nothing can be done about. */
  static JobResult died() {
    return new JobResult(Outcome.FAILED, Job.Report.of("its thread died, see the log"), null);
  }

  static JobResult interrupted() {
    return new JobResult(Outcome.FAILED, Job.Report.of("it was interrupted"), null);
  }

  /**
   * It returned.
   *
   * @param report null of a plugin that does not keep the contract
   */
  static JobResult returned(Job.@Nullable Report report) {
    return new JobResult(
        Outcome.SUCCEEDED, Objects.requireNonNullElse(report, Job.Report.of("")), null);
  }

  /** It threw. The outermost exception says what was tried, the innermost one why it failed. */
  static JobResult threw(Throwable cause) {
    Throwable root = root(cause);
    String why = cause.getCause() == null ? "" : ", because of " + words(root);
    return new JobResult(Outcome.FAILED, Job.Report.of(words(cause) + why), cause);
  }

  /** What tells failures apart: the same with other figures in its message is the same. */
  String kind() {
    return cause == null
        ? report.text()
        : cause.getClass().getName() + " " + root(cause).getClass().getName() + code(root(cause));
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static String words(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
    if (failure.getMessage() == null || message.isEmpty()) {
      return failure.getClass().getName() + code(failure);
    }
    String text = failure.getClass().getSimpleName() + ": " + message;
    return (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text) + code(failure);
  }

  private static String code(Throwable failure) {
    return switch (failure) {
      case SQLException sql when sql.getSQLState() != null ->
          " (SQLState " + sql.getSQLState() + ")";
      case ProblemException known -> " (" + known.problem().code() + ")";
      default -> "";
    };
  }
}
