package dev.holdfast.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides when one job starts. Not safe for use by several threads. */
public sealed interface Trigger permits CronTrigger, DelayTrigger, ManualTrigger {
  /**
   * The trigger of a schedule.
   *
   * @param lateAfter a time of cron that is late by more than this was missed
   * @param anchor what the trigger before it kept, or when the job was first seen
   * @param now the wall clock
   * @param ticks nanoseconds of a clock that nobody sets
   */
  static Trigger of(
      Schedule schedule,
      Supplier<Duration> jitter,
      Duration lateAfter,
      Instant anchor,
      Instant now,
      long ticks) {
    return switch (schedule) {
      case Schedule.Cron cron -> new CronTrigger(cron.times(), jitter, lateAfter, anchor);
      case Schedule.Delay every -> new DelayTrigger(every.delay(), jitter, anchor, now, ticks);
      case Schedule.Never never -> manual(anchor);
    };
  }

  /** The trigger of a job that is started by hand only. */
  static Trigger manual(Instant anchor) {
    return new ManualTrigger(anchor);
  }

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

  /** Whether the next start is counted from the end of the run before it. */
  default boolean countsFromEnd() {
    return false;
  }

  /** A run has ended. */
  void runEnded(Instant now, long ticks);

  /** When it fires next, as far as is known. */
  Optional<Instant> next(Instant now, long ticks);

  /** The moment to keep over restarts; a new trigger continues from it. */
  Instant anchor();
}
