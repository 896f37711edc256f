package dev.holdfast.scheduler.trigger;

import java.time.Instant;
import java.util.Optional;

/** Says of one job when its time has come. Not for several threads at once. */
public sealed interface Alarm permits CronAlarm, DelayAlarm, NoAlarm {
  /** What an alarm has to say. */
  enum Ring {
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
  Ring ring(Instant now, long ticks);

  /** A run has ended. */
  void runEnded(Instant now, long ticks);

  /** When it will ring next, as far as is known. */
  Optional<Instant> next(Instant now, long ticks);

  /** What to remember over restarts, for an alarm that goes on from there. */
  Instant anchor();
}
