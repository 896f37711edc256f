package dev.holdfast.scheduler;

import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.JobRun;
import dev.holdfast.spi.job.JobRun.Outcome;
import dev.holdfast.spi.job.JobStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job, from the moment it is due to the end of its thread. Guarded by the lock of
 * {@link JobScheduler}.
 */
final class Run {
  private static final int FRAMES = 4;

  private final long number;
  private final Plan plan;
  private final JobRun.Cause cause;
  private final long queued;
  private State state = State.WAITING;
  private Instant startedAt = Instant.MIN;
  private long started;
  private long interrupted;
  private boolean slot;
  private @Nullable Outcome wanted;
  private @Nullable Thread thread;

  Run(long number, Plan plan, JobRun.Cause cause, long ticks) {
    this.number = number;
    this.plan = plan;
    this.cause = cause;
    this.queued = ticks;
  }

  long number() {
    return number;
  }

  Plan plan() {
    return plan;
  }

  State state() {
    return state;
  }

  /** Whether nobody has asked for it, and it has not begun. */
  boolean waitsByItself() {
    return state == State.WAITING && cause != JobRun.Cause.HAND;
  }

  /** How long it has waited for a thread, or waits. */
  Duration waited(long ticks) {
    return Duration.ofNanos((state == State.WAITING ? ticks : started) - queued);
  }

  Duration took(long ticks) {
    return Duration.ofNanos(ticks - started);
  }

  void start(Thread on, Instant now, long ticks) {
    thread = on;
    state = State.RUNNING;
    startedAt = now;
    started = ticks;
    slot = true;
  }

  boolean isTooLong(long ticks) {
    return state == State.RUNNING && took(ticks).compareTo(plan.limit()) > 0;
  }

  /** Asks it to end. */
  void interrupt(Outcome reason, long ticks) {
    if (state != State.RUNNING) {
      return;
    }
    state = State.ENDING;
    wanted = reason;
    interrupted = ticks;
    if (thread != null) {
      thread.interrupt();
    }
  }

  boolean hasNotEnded(Duration grace, long ticks) {
    return state == State.ENDING && ticks - interrupted > grace.toNanos();
  }

  void abandon() {
    state = State.ABANDONED;
  }

  /** Whether it takes one of the slots for runs; may be taken from it. */
  boolean holdsSlot() {
    return slot;
  }

  void loseSlot() {
    slot = false;
  }

  /** How it counts: what it was interrupted for outweighs how it then ended. */
  Outcome outcome(Outcome own) {
    return wanted == null ? own : wanted;
  }

  @Nullable Thread thread() {
    return thread;
  }

  /** Where it is now, in a line. */
  String where() {
    return thread == null ? "" : where(thread);
  }

  static String where(Thread on) {
    return "it is at "
        + Stream.of(on.getStackTrace())
            .limit(FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(" < "));
  }

  JobRun ended(Outcome own, Job.Report report, long ticks) {
    return new JobRun(number, plan.name(), cause, startedAt, took(ticks), outcome(own), report);
  }
}
