package dev.holdfast.scheduler;

import dev.holdfast.spi.job.JobRun;
import dev.holdfast.spi.job.JobRun.Outcome;
import java.time.Instant;

/**
 * Counts consecutive failures of one kind. The first, the second, the fourth and so on are logged:
 * a job that fails each minute for a week is some 14 lines, and the last one is never older than
 * half of the trouble. Guarded by the lock of {@link JobScheduler}.
 */
final class FailureSeries {
  private String kind = "";
  private Instant since = Instant.EPOCH;
  private long times;
  private long next;

  /**
   * What a run means after those before it.
   *
   * @param tell whether it is for the log
   * @param times how many of one kind there have been, this one included; of a run that succeeded,
   *     how many failed before it
   * @param since when the first of them began
   */
  record Count(boolean tell, long times, Instant since) {}

  /**
   * A run has ended.
   *
   * @param why what tells failures apart
   */
  Count add(JobRun run, String why) {
    return switch (run.outcome()) {
      case ENDED -> new Count(true, times, since);
      case SUCCEEDED -> {
        Count mended = new Count(true, times, since);
        times = 0;
        yield mended;
      }
      case FAILED -> failed(run, why);
      case TIMED_OUT -> failed(run, Outcome.TIMED_OUT.name());
    };
  }

  private Count failed(JobRun run, String why) {
    if (times == 0 || !kind.equals(why)) {
      kind = why;
      since = run.startedAt();
      times = 0;
      next = 1;
    }
    times++;
    boolean tell = times == next;
    next = tell ? 2 * next : next;
    return new Count(tell, times, since);
  }
}
