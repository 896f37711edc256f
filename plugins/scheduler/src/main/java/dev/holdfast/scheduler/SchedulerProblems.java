package dev.holdfast.scheduler;

import dev.holdfast.spi.Problem;
import java.time.Duration;

/** Every problem that this plugin reports, with its stable code. */
final class SchedulerProblems {
  static final Problem NO_ZONE =
      new Problem(
          "HF-CFG-015",
          500,
          "This is not a time zone",
          "",
          "Write it as Europe/Berlin, as UTC, or as an offset such as +02:00");

  private SchedulerProblems() {}

  static Problem failed(String job, String why) {
    return new Problem(
        "HF-JOB-001",
        500,
        "The last run of " + job + " failed",
        why,
        "It runs again at its next time. To run it now: holdfast jobs run " + job);
  }

  static Problem tooLong(String job, Duration limit) {
    return new Problem(
        "HF-JOB-002",
        500,
        "The last run of " + job + " took longer than its limit and was interrupted",
        "the limit is " + words(limit),
        "Find out what it waits for, or raise holdfast.scheduler.jobs."
            + job.replace('/', '.')
            + ".limit");
  }

  static Problem abandoned(String job, String where) {
    return new Problem(
        "HF-JOB-003",
        500,
        job + " does not end, although it was interrupted",
        where,
        "It does not start again before this run ends. Try holdfast plugins restart "
            + job.substring(0, job.indexOf('/'))
            + "; if the run still does not end, restart the server: holdfast restart");
  }

  static Problem late(String job, Duration waited, int threads) {
    return new Problem(
        "HF-JOB-004",
        503,
        job + " waits for a free thread",
        "for " + words(waited) + "; all " + threads + " threads are in use",
        "See which jobs run: holdfast jobs ls. For more threads raise holdfast.scheduler.threads");
  }

  static Problem overlapping(String job, long times) {
    return new Problem(
        "HF-JOB-005",
        409,
        job + " still ran when its next time came",
        times + " runs in a row were skipped",
        "Let it run less often, or find out why it takes so long: holdfast jobs history " + job);
  }

  static Problem badSchedule(String job, String text, String why) {
    return new Problem(
        "HF-JOB-006",
        500,
        job + " is not scheduled because its schedule cannot be read",
        "\"" + text + "\": " + why,
        "Write it as \"every 10 min\", \"30 2 * * *\", \"0 30 2 * * ?\", @daily or never");
  }

  static Problem badTimes(String job, String text, String why) {
    return new Problem(
        "HF-JOB-011",
        500,
        job + " is no longer scheduled because its next time cannot be found",
        "\"" + text + "\": " + why,
        "Correct the schedule, in the plugin or by holdfast.scheduler.jobs."
            + job.replace('/', '.')
            + ".schedule; to run it now: holdfast jobs run "
            + job);
  }

  static Problem unknown(String job) {
    return new Problem(
        "HF-JOB-007",
        404,
        "There is no such job",
        "no running plugin contributes " + job,
        "List the jobs: holdfast jobs ls");
  }

  static Problem underWay(String job) {
    return new Problem(
        "HF-JOB-008",
        409,
        "This job is already running",
        job + " has not ended yet, and a job never runs twice at one time",
        "See for how long: holdfast jobs ls");
  }

  static Problem tooMany(int most, String first) {
    return new Problem(
        "HF-JOB-009",
        503,
        "There are more jobs than the scheduler allows",
        "the limit is " + most + "; the first job beyond it is " + first,
        "Raise holdfast.scheduler.most-jobs");
  }

  static Problem notKept(String why) {
    return new Problem(
        "HF-JOB-010",
        500,
        "The times and pauses of jobs cannot be written to disk",
        why,
        "Free space in the data directory. Until then, jobs may run early or forget a pause after a restart");
  }

  static Problem notThere(String plugin, String job, String why) {
    return new Problem(
        "HF-JOB-013",
        500,
        "The configuration names a job that does not exist",
        why,
        "Correct holdfast.scheduler.jobs." + plugin + "." + job + ", or remove it");
  }

  /** What health says of all active problems together; each is told under its own code. */
  static Problem troubled(String which) {
    return new Problem(
        "HF-JOB-012",
        500,
        "Some jobs fail or do not run",
        which,
        "See what each job needs: holdfast jobs ls");
  }

  /** A duration as people say it. */
  static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return duration.toMillis() + " ms";
    }
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }
}
