package dev.holdfast.scheduler.trigger;

import java.time.Instant;
import java.util.Optional;

/** Decides when one job starts. Not safe for use by several threads. */
public sealed interface Trigger permits CronTrigger, DelayTrigger, ManualTrigger {
  /** The answer of a trigger. */
  enum Firing {
    NOT_YET,
    NOW,
    /** The time has passed long ago, while nobody could run the job. */
    MISSED
  }

  /**
   * Whether a time has come that has not been reported yet.
   *
   * @param now the wall clock
   * @param ticks nanoseconds of a clock that nobody sets
   */
  Firing firing(Instant now, long ticks);

  /** A run has ended. */
  void runEnded(Instant now, long ticks);

  /** When it fires next, as far as is known. */
  Optional<Instant> next(Instant now, long ticks);

  /** The moment to keep over restarts; a new trigger continues from it. */
  Instant anchor();
}
