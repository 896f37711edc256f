package dev.holdfast.scheduler;

import dev.holdfast.scheduler.trigger.Schedule;
import dev.holdfast.scheduler.trigger.Trigger;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.JobRun;
import dev.holdfast.spi.job.JobRun.Outcome;
import dev.holdfast.spi.job.JobStatus;
import dev.holdfast.spi.job.JobStatus.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One job with its trigger, its current run and its history. It stays when the plugin stops, so
 * that the next start of the plugin goes on from here, but then holds nothing of the plugin.
 * Guarded by the lock of {@link JobScheduler}.
 */
final class ScheduledJob {
  private static final Logger LOG = System.getLogger("dev.holdfast.scheduler");

  private final String name;
  private final SchedulerConfig config;
  private final RandomGenerator random;
  private final Deque<JobRun> history = new ArrayDeque<>();
  private final FailureSeries failures = new FailureSeries();
  private @Nullable Plan plan;
  private Trigger trigger;
  private String triggerFor = "";
  private boolean paused;
  private @Nullable Instant success;
  private @Nullable Run run;
  private long leftOut;
  private @Nullable Problem mistake;
  private @Nullable Thread earlier;

  ScheduledJob(
      String name,
      SchedulerConfig config,
      RandomGenerator random,
      @Nullable JobState kept,
      Instant now) {
    this.name = name;
    this.config = config;
    this.random = random;
    this.trigger = Trigger.manual(kept == null ? now : kept.anchor());
    if (kept != null) {
      triggerFor = kept.schedule();
      paused = kept.paused();
      success = kept.success();
    }
  }

  String name() {
    return name;
  }

  Optional<Plan> plan() {
    return Optional.ofNullable(plan);
  }

  boolean paused() {
    return paused;
  }

  @Nullable Run run() {
    return run;
  }

  List<JobRun> history() {
    return List.copyOf(history);
  }

  /** The plugin that contributes it runs. */
  void arrive(Plan arrived, Instant now, long ticks) {
    plan = arrived;
    Instant anchor = arrived.text().equals(triggerFor) ? trigger.anchor() : now;
    triggerFor = arrived.text();
    replaceTrigger(arrived, anchor, now, ticks);
  }

  private void replaceTrigger(Plan arrived, Instant anchor, Instant now, long ticks) {
    mistake = null;
    try {
      trigger =
          Trigger.of(arrived.schedule(), this::jitter, config.lateAfter(), anchor, now, ticks);
    } catch (RuntimeException e) {
      disableTrigger(arrived, anchor, e);
    }
  }

  /** The library that reads cron throws at some times that do not exist; the others go on. */
  private void disableTrigger(Plan current, Instant anchor, RuntimeException cause) {
    Problem found = SchedulerProblems.badTimes(name, current.text(), String.valueOf(cause));
    mistake = found;
    trigger = Trigger.manual(anchor);
    LOG.log(Level.WARNING, found.sentence());
  }

  private Duration jitter() {
    Duration longest = plan == null ? Duration.ZERO : plan.jitter();
    return longest.isZero() ? longest : Duration.ofNanos(random.nextLong(longest.toNanos()));
  }

  /**
   * A run that the scheduler has left behind in an earlier life; null when there is none.
   *
   * @param thread that it is on
   */
  void heldBy(@Nullable Thread thread) {
    earlier = thread;
  }

  /** Whether a run of it has not ended, in this life of the scheduler or an earlier one. */
  boolean isUnderWay() {
    return run != null || (earlier != null && earlier.isAlive());
  }

  /** The plugin has stopped. */
  void leave(long ticks) {
    plan = null;
    trigger = Trigger.manual(trigger.anchor());
    leftOut = 0;
    if (run != null) {
      run.interrupt(Outcome.ENDED, ticks);
    }
  }

  void pause() {
    paused = true;
  }

  void resume(Instant now, long ticks) {
    paused = false;
    if (plan != null) {
      replaceTrigger(plan, now, now, ticks);
    }
  }

  /**
   * Whether a run is to begin now, and why.
   *
   * @return null for none
   */
  JobRun.@Nullable Cause due(Instant now, long ticks) {
    Plan current = plan;
    if (current == null || paused || (isUnderWay() && trigger.countsFromEnd())) {
      return null;
    }
    Trigger.Firing firing = firing(current, now, ticks);
    if (firing == Trigger.Firing.NOT_YET) {
      return null;
    }
    boolean missed = firing == Trigger.Firing.MISSED;
    if (missed && current.missed() == Job.Missed.SKIP) {
      return null;
    }
    if (isUnderWay()) {
      leftOut++;
      return null;
    }
    return missed ? JobRun.Cause.MISSED : JobRun.Cause.SCHEDULE;
  }

  private Trigger.Firing firing(Plan current, Instant now, long ticks) {
    try {
      return trigger.firing(now, ticks);
    } catch (RuntimeException e) {
      disableTrigger(current, trigger.anchor(), e);
      return Trigger.Firing.NOT_YET;
    }
  }

  /** How many times in a row came while a run was under way. */
  long leftOut() {
    return leftOut;
  }

  void begin(Run begun) {
    run = begun;
    leftOut = 0;
  }

  /** A run that never started is forgotten. */
  void forget() {
    run = null;
  }

  /**
   * Keeps what a run came to; it may still not have ended.
   *
   * @param why what tells failures apart
   */
  FailureSeries.Count add(JobRun ended, String why) {
    history.addFirst(ended);
    if (history.size() > config.history()) {
      history.removeLast();
    }
    if (ended.outcome() == Outcome.SUCCEEDED) {
      success = ended.startedAt();
    }
    return failures.add(ended, why);
  }

  /** The run's thread has ended. */
  void end(Instant now, long ticks) {
    run = null;
    trigger.runEnded(now, ticks);
  }

  JobState state() {
    return new JobState(triggerFor, paused, trigger.anchor(), success);
  }

  JobStatus status(Plan current, Instant now, long ticks) {
    boolean waits = run == null && !paused;
    return new JobStatus(
        name,
        current.text(),
        current.zone(),
        current.limit(),
        run == null ? State.IDLE : run.state(),
        paused,
        waits ? trigger.next(now, ticks) : Optional.empty(),
        Optional.ofNullable(history.peekFirst()),
        Optional.ofNullable(success),
        trouble(current, ticks));
  }

  private Optional<Problem> trouble(Plan current, long ticks) {
    if (current.mistake().isPresent()) {
      return current.mistake();
    }
    if (mistake != null) {
      return Optional.of(mistake);
    }
    Run now = run;
    if (earlier != null && earlier.isAlive()) {
      return Optional.of(SchedulerProblems.abandoned(name, Run.where(earlier)));
    }
    if (now != null && now.state() == State.ABANDONED) {
      return Optional.of(SchedulerProblems.abandoned(name, now.where()));
    }
    if (now != null
        && now.state() == State.WAITING
        && now.waited(ticks).compareTo(config.lateAfter()) > 0) {
      return Optional.of(SchedulerProblems.late(name, now.waited(ticks), config.threads()));
    }
    if (now != null && leftOut > 1) {
      return Optional.of(SchedulerProblems.overlapping(name, leftOut));
    }
    JobRun last = history.peekFirst();
    if (last == null) {
      return Optional.empty();
    }
    return switch (last.outcome()) {
      case FAILED -> Optional.of(SchedulerProblems.failed(name, last.report().text()));
      case TIMED_OUT -> Optional.of(SchedulerProblems.tooLong(name, current.limit()));
      case SUCCEEDED, ENDED -> Optional.empty();
    };
  }

  /** The times that are known. */
  List<Instant> next(int most, Instant now, long ticks) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = paused ? Optional.empty() : trigger.next(now, ticks);
    if (plan != null && plan.schedule() instanceof Schedule.Cron cron && next.isPresent()) {
      next = following(cron, trigger.anchor());
      while (next.isPresent() && times.size() < most) {
        times.add(next.get());
        next = following(cron, next.get());
      }
      return times;
    }
    next.ifPresent(times::add);
    return times;
  }

  private static Optional<Instant> following(Schedule.Cron cron, Instant time) {
    try {
      return cron.times().next(time);
    } catch (RuntimeException e) {
      return Optional.empty(); // The job is told of when its time comes.
    }
  }
}
