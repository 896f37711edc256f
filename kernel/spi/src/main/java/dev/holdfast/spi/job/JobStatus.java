package dev.holdfast.spi.job;

import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of a job in the scheduler.
 *
 * @param name {@code <plugin>/<name>}
 * @param schedule in force, as people wrote it; see {@link Job#schedule}
 * @param zone the time zone that cron is read in
 * @param limit of one run
 * @param paused whether it runs by hand only, until it is resumed
 * @param next the next start; empty when it is paused, runs, or has no further time
 * @param last the last run that ended
 * @param lastSuccess the start of the last run that succeeded, also before a restart of the server
 * @param trouble why a person should look
 */
public record JobStatus(
    String name,
    String schedule,
    String zone,
    Duration limit,
    State state,
    boolean paused,
    Optional<Instant> next,
    Optional<JobRun> last,
    Optional<Instant> lastSuccess,
    Optional<Problem> trouble) {

  /** Where a job is. */
  public enum State {
    /** It waits for its time, or for a person. */
    IDLE,
    /** Its time has come, and all threads are taken. */
    WAITING,
    RUNNING,
    /** It was interrupted and has not ended yet. */
    ENDING,
    /** It did not end when it was interrupted; it is not started again before it does. */
    ABANDONED
  }
}
