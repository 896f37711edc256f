package dev.holdfast.scheduler;

import dev.holdfast.spi.Job;
import dev.holdfast.spi.JobRun;
import dev.holdfast.spi.Problem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** What the log says of runs: failures, and what was done; not that nothing was to do. */
final class JobLog {
  private static final Logger LOG = System.getLogger("dev.holdfast.scheduler");

  private JobLog() {}

  /** The report of a run that threw. */
  static Job.Report failure(String job, Throwable cause) {
    LOG.log(Level.DEBUG, () -> job + " failed", cause);
    String message = cause.getMessage();
    return Job.Report.of(
        message == null || message.isBlank()
            ? cause.getClass().getName()
            : cause.getClass().getSimpleName() + ": " + message.strip().replaceAll("\\s+", " "));
  }

  /** The same failure is told once. */
  static void ended(JobRun run, @Nullable JobRun before) {
    boolean again = before != null && isSame(before, run);
    boolean mended = before != null && isFailure(before.outcome());
    String took = SchedulerProblems.words(run.took());
    switch (run.outcome()) {
      case SUCCEEDED ->
          LOG.log(
              mended || did(run) ? Level.INFO : Level.DEBUG,
              "{0} {1}took {2}: {3}",
              run.job(),
              mended ? "works again, and " : "",
              took,
              run.report().text());
      case FAILED ->
          LOG.log(
              again ? Level.DEBUG : Level.WARNING,
              SchedulerProblems.failed(run.job(), run.report().text()).sentence());
      case TIMED_OUT ->
          LOG.log(
              again ? Level.DEBUG : Level.WARNING,
              "{0} was interrupted after {1}, which is its limit",
              run.job(),
              took);
      case ENDED ->
          LOG.log(Level.INFO, "{0} was interrupted after {1}: its plugin stops", run.job(), took);
    }
  }

  private static boolean isSame(JobRun before, JobRun run) {
    return before.outcome() == run.outcome() && before.report().equals(run.report());
  }

  private static boolean isFailure(JobRun.Outcome outcome) {
    return outcome == JobRun.Outcome.FAILED || outcome == JobRun.Outcome.TIMED_OUT;
  }

  private static boolean did(JobRun run) {
    return run.report().figures().values().stream().anyMatch(figure -> figure != 0);
  }

  static void abandoned(JobRun run, Problem problem) {
    LOG.log(
        Level.ERROR, "{0} (after {1})", problem.sentence(), SchedulerProblems.words(run.took()));
  }

  static void endedAfterAll(String job) {
    LOG.log(Level.INFO, "{0} has ended after all; its next run comes as planned", job);
  }
}
