package dev.holdfast.scheduler;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.JobRun;
import dev.holdfast.spi.job.JobRun.Outcome;
import dev.holdfast.spi.job.JobStatus;
import dev.holdfast.spi.job.Scheduler;
import dev.holdfast.spi.server.Leftovers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts jobs when they are due, and supervises their runs.
 *
 * <p>One thread ticks: it looks who contributes, which time has come, and which run takes too long.
 * Each run has a thread of its own, so that nothing of a plugin survives in one, and so that one
 * that hangs can be left behind. What always holds:
 *
 * <ul>
 *   <li>A job has at most one {@link Run}, waiting or under way, from the moment in which its time
 *       has come until its thread has ended; also when the plugin, or the scheduler itself, came
 *       and went meanwhile. So what waits is bounded by the number of jobs, and that by the
 *       configuration.
 *   <li>At most {@code threads} runs are under way, and at most as many again have been left
 *       behind. A run that cannot be ended keeps its slot when there are more.
 *   <li>What is due is decided by the wall clock for cron, and by a clock that nobody sets for
 *       everything else: delays, limits, how long something took.
 *   <li>No code of a plugin is called under the lock.
 * </ul>
 */
final class JobScheduler implements Scheduler, Leftovers {
  private final SchedulerConfig config;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final ContributedJobs contributed;
  private final JobThreads jobThreads;
  private final JobMeters meters;
  private final JobsFile file;
  private final long seed;
  private final Map<String, JobState> kept;
  private final Map<String, Thread> earlier = JobThreads.leftBehind();
  private final Map<String, ScheduledJob> jobs = new TreeMap<>();
  private final Deque<ScheduledJob> waiting = new ArrayDeque<>();

  /** Taken before the lock of this, never after it. */
  private final Object writing = new Object();

  private long runs;

  JobScheduler(
      SchedulerConfig config,
      InstantSource clock,
      LongSupplier ticker,
      ContributedJobs contributed,
      JobThreads jobThreads,
      JobMeters meters,
      JobsFile file,
      long seed) {
    this.config = config;
    this.clock = clock;
    this.ticker = ticker;
    this.contributed = contributed;
    this.jobThreads = jobThreads;
    this.meters = meters;
    this.file = file;
    this.seed = seed;
    this.kept = file.read();
  }

  /** One look at everything. For one thread. */
  void tick() {
    Map<String, Plan> there = contributed.look();
    there.keySet().forEach(name -> meters.prepare(name, kept.get(name)));
    synchronized (this) {
      Instant now = clock.instant();
      long ticks = ticker.getAsLong();
      gather(there, now, ticks);
      for (ScheduledJob job : jobs.values()) {
        watch(job, ticks);
        enqueueIfDue(job, now, ticks);
      }
      startWaiting();
    }
    keep();
  }

  /** A plugin that has been restarted contributes another object, which may be equal. */
  @SuppressWarnings("ReferenceEquality")
  private void gather(Map<String, Plan> there, Instant now, long ticks) {
    for (ScheduledJob job : jobs.values()) {
      Plan plan = job.plan().orElse(null);
      if (plan != null && there.get(job.name()) != plan) {
        job.leave(ticks);
        if (waiting.remove(job)) {
          job.forget();
        }
      }
    }
    earlier.values().removeIf(thread -> !thread.isAlive());
    for (Plan plan : there.values()) {
      ScheduledJob job = jobs.get(plan.name());
      if (job == null) {
        makeRoom();
        Random random = new Random(seed + plan.name().hashCode());
        job = new ScheduledJob(plan.name(), config, random, kept.remove(plan.name()), now);
        jobs.put(plan.name(), job);
      }
      job.heldBy(earlier.get(plan.name()));
      if (job.plan().isEmpty()) {
        job.arrive(plan, now, ticks);
      }
    }
  }

  /** Those whose plugin is gone are remembered, but not without end. */
  private void makeRoom() {
    if (jobs.size() >= 2 * config.mostJobs()) {
      jobs.values().removeIf(job -> job.plan().isEmpty() && job.run() == null);
    }
    if (kept.size() > 2 * config.mostJobs()) {
      kept.clear();
    }
  }

  private void watch(ScheduledJob job, long ticks) {
    Run run = job.run();
    if (run == null) {
      return;
    }
    if (run.isTooLong(ticks)) {
      run.interrupt(Outcome.TIMED_OUT, ticks);
    }
    if (run.hasNotEnded(config.abandonAfter(), ticks)) {
      Problem problem = SchedulerProblems.abandoned(job.name(), run.where());
      JobRun ended = run.ended(Outcome.FAILED, Job.Report.of(problem.sentence()), ticks);
      run.abandon();
      jobThreads.abandoned(run);
      FailureSeries.Count _ = job.add(ended, problem.code());
      meters.ended(ended);
      JobLog.abandoned(ended, problem);
    }
  }

  private void enqueueIfDue(ScheduledJob job, Instant now, long ticks) {
    long before = job.leftOut();
    JobRun.Cause cause = job.due(now, ticks);
    if (job.leftOut() > before) {
      meters.leftOut(job.name());
    }
    Plan plan = job.plan().orElse(null);
    if (cause != null && plan != null) {
      enqueue(job, plan, cause, ticks);
    }
  }

  private Run enqueue(ScheduledJob job, Plan plan, JobRun.Cause cause, long ticks) {
    Run run = new Run(++runs, plan, cause, ticks);
    job.begin(run);
    waiting.add(job);
    return run;
  }

  /** As many as there are free slots. */
  private void startWaiting() {
    while (!waiting.isEmpty() && jobThreads.hasFreeSlot()) {
      ScheduledJob job = waiting.remove();
      Run run = job.run();
      if (run != null) {
        start(job, run);
      }
    }
  }

  private void start(ScheduledJob job, Run run) {
    Thread thread = jobThreads.thread(run, result -> ended(job, run, result));
    run.start(thread, clock.instant(), ticker.getAsLong());
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        // The machine has no thread left: that is told by whoever catches it, and tried again.
        job.end(clock.instant(), ticker.getAsLong());
        jobThreads.ended(run);
      }
    }
  }

  /** Called by the run's own thread, as the last that it does. */
  private void ended(ScheduledJob job, Run run, JobResult result) {
    JobRun ended = null;
    FailureSeries.Count count = null;
    synchronized (this) {
      Instant now = clock.instant();
      long ticks = ticker.getAsLong();
      boolean late = run.state() == JobStatus.State.ABANDONED;
      if (!late) {
        ended = run.ended(result.outcome(), result.report(), ticks);
        count = job.add(ended, result.kind());
      }
      job.end(now, ticks);
      jobThreads.ended(run);
      startWaiting();
    }
    if (ended == null || count == null) {
      JobLog.endedAfterAll(job.name());
    } else {
      meters.ended(ended);
      JobLog.ended(ended, count, result.cause(), run.plan().limit());
    }
  }

  /**
   * Writes down what a restart needs: after each tick, and before a pause or a purge is confirmed.
   */
  void keep() {
    // Or an earlier state could be written after a later one.
    synchronized (writing) {
      Map<String, JobState> now;
      synchronized (this) {
        now = states();
      }
      file.write(now);
    }
  }

  private Map<String, JobState> states() {
    Map<String, JobState> all = new TreeMap<>(kept);
    jobs.forEach((name, job) -> all.put(name, job.state()));
    return all;
  }

  /** The jobs of a plugin of which something is kept. */
  @Override
  public synchronized List<Leftover> of(String plugin) {
    return states().keySet().stream()
        .filter(name -> name.startsWith(plugin + "/"))
        .map(name -> new Leftover("state of the job " + name, false))
        .toList();
  }

  /** A job of the plugin that still runs is left; a second purge takes it. */
  @Override
  public void purge(String plugin, boolean force) {
    synchronized (this) {
      kept.keySet().removeIf(name -> name.startsWith(plugin + "/"));
      jobs.values()
          .removeIf(job ->
              job.name().startsWith(plugin + "/") && job.plan().isEmpty() && job.run() == null);
    }
    keep();
  }

  @Override
  public synchronized List<JobStatus> jobs() {
    Instant now = clock.instant();
    long ticks = ticker.getAsLong();
    List<JobStatus> all = new ArrayList<>();
    for (ScheduledJob job : jobs.values()) {
      job.plan().ifPresent(plan -> all.add(job.status(plan, now, ticks)));
    }
    return all;
  }

  @Override
  public synchronized JobStatus job(String name) {
    ScheduledJob job = present(name);
    return job.status(job.plan().orElseThrow(), clock.instant(), ticker.getAsLong());
  }

  @Override
  public synchronized List<Instant> next(String name, int most) {
    if (most < 1 || most > 100) {
      throw new IllegalArgumentException("1 to 100 times, not " + most);
    }
    return present(name).next(most, clock.instant(), ticker.getAsLong());
  }

  @Override
  public synchronized List<JobRun> history(String name) {
    return present(name).history();
  }

  @Override
  public synchronized long runNow(String name) {
    ScheduledJob job = present(name);
    if (job.isUnderWay()) {
      throw new ProblemException(SchedulerProblems.underWay(name));
    }
    Plan plan = job.plan().orElseThrow();
    Run run = enqueue(job, plan, JobRun.Cause.HAND, ticker.getAsLong());
    startWaiting();
    return run.number();
  }

  @Override
  public void pause(String name) {
    synchronized (this) {
      ScheduledJob job = present(name);
      job.pause();
      Run run = job.run();
      if (run != null && run.waitsByItself() && waiting.remove(job)) {
        job.forget();
      }
    }
    keep();
  }

  @Override
  public void resume(String name) {
    synchronized (this) {
      ScheduledJob job = present(name);
      if (job.paused()) {
        job.resume(clock.instant(), ticker.getAsLong());
      }
    }
    keep();
  }

  private ScheduledJob present(String name) {
    @Nullable ScheduledJob job = jobs.get(name);
    if (job == null || job.plan().isEmpty()) {
      throw new ProblemException(SchedulerProblems.unknown(name));
    }
    return job;
  }

  /** Interrupts all runs, and starts none any more. */
  synchronized List<Thread> end() {
    long ticks = ticker.getAsLong();
    jobThreads.close();
    waiting.clear();
    List<Thread> threads = new ArrayList<>();
    for (ScheduledJob job : jobs.values()) {
      Run run = job.run();
      if (run != null && run.thread() != null) {
        run.interrupt(Outcome.ENDED, ticks);
        threads.add(run.thread());
      }
    }
    return threads;
  }
}
