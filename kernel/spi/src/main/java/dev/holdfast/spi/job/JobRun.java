package dev.holdfast.spi.job;

import java.time.Duration;
import java.time.Instant;

/**
 * A run of a job that has ended or was abandoned.
 *
 * @param number counts all runs of all jobs since the scheduler started
 * @param job {@code <plugin>/<name>}
 * @param cause why it ran
 * @param took measured by a clock that nobody sets; for one that was given up, until then
 * @param report what it did, or why it failed
 */
public record JobRun(
    long number,
    String job,
    Cause cause,
    Instant startedAt,
    Duration took,
    Outcome outcome,
    Job.Report report) {

  /** Why a job ran. */
  public enum Cause {
    /** Its time had come. */
    SCHEDULE,
    /** Its time had passed while nobody could run it. */
    MISSED,
    /** A person wanted it. */
    HAND
  }

  /** How a run ended. */
  public enum Outcome {
    SUCCEEDED,
    /** It threw. */
    FAILED,
    /** It took longer than its limit, and was interrupted. */
    TIMED_OUT,
    /** Its plugin stopped, and it was interrupted. */
    ENDED
  }
}
