package dev.holdfast.scheduler;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.job.JobRun;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Logs failed runs, and successful runs that did something. */
final class JobLog {
  private static final Logger LOG = System.getLogger("dev.holdfast.scheduler");

  private JobLog() {}

  /**
   * The same failure is told again at growing intervals, in words that begin like those of the
   * first: by them errors are counted.
   *
   * @param cause what the run threw; null for nothing
   * @param limit of the run
   */
  static void ended(
      JobRun run, FailureSeries.Count count, @Nullable Throwable cause, Duration limit) {
    String took = SchedulerProblems.words(run.took());
    switch (run.outcome()) {
      case SUCCEEDED ->
          LOG.log(
              count.times() > 0 || did(run) ? Level.INFO : Level.DEBUG,
              "{0} {1}took {2}: {3}",
              run.job(),
              count.times() > 0 ? "works again after " + count.times() + " failures, and " : "",
              took,
              run.report().text());
      case FAILED -> failed(SchedulerProblems.failed(run.job(), run.report().text()), count, cause);
      case TIMED_OUT -> failed(SchedulerProblems.tooLong(run.job(), limit), count, null);
      case ENDED ->
          LOG.log(Level.INFO, "{0} was interrupted after {1}: its plugin stops", run.job(), took);
    }
  }

  private static void failed(
      Problem problem, FailureSeries.Count count, @Nullable Throwable cause) {
    String again =
        count.times() > 1 ? " (" + count.times() + " times since " + count.since() + ")" : "";
    LOG.log(count.tell() ? Level.WARNING : Level.DEBUG, problem.sentence() + again, cause);
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
