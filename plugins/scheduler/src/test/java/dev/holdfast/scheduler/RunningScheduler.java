package dev.holdfast.scheduler;

import static org.awaitility.Awaitility.await;

import dev.holdfast.scheduler.cleanup.FileCap;
import dev.holdfast.scheduler.cleanup.FilesConfig;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.JobStatus;
import dev.holdfast.spi.job.JobStatus.State;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.PluginHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A scheduler whose clocks the test moves; runs are on threads as in the server. */
final class RunningScheduler implements AutoCloseable {
  static final String PLUGIN = "probe";

  final ManualClock clock;
  final ManualClock ticker = new ManualClock();
  final List<Contribution<Job>> contributions = new CopyOnWriteArrayList<>();
  final List<SimulatedJob> simulated = new CopyOnWriteArrayList<>();
  final List<PluginStatus> plugins =
      new CopyOnWriteArrayList<>(List.of(plugin("Running"), plugin("Running", "other")));
  final ContributedJobs contributed;
  final JobsFile file;
  final JobScheduler scheduler;
  final JobsHealth health;
  final PluginHarness harness;
  private final JobAlerts alerts;

  RunningScheduler(Path directory, Instant start, SchedulerConfig config) throws Exception {
    clock = new ManualClock(start);
    harness = PluginHarness.of(new SchedulerPlugin());
    contributed = new ContributedJobs(() -> contributions, config, () -> plugins);
    file = new JobsFile(directory);
    scheduler =
        new JobScheduler(
            config,
            clock,
            ticker::nanoTime,
            contributed,
            new JobThreads(config.threads()),
            new JobMeters(harness.context(), config.mostJobs()),
            file,
            42);
    ActiveProblems problems = new ActiveProblems(scheduler, contributed, file);
    health = new JobsHealth(scheduler, problems::now);
    alerts = new JobAlerts(harness.context(), problems::now);
  }

  /** The state of the plugin that has the jobs. */
  static PluginStatus plugin(String state) {
    return plugin(state, PLUGIN);
  }

  private static PluginStatus plugin(String state, String plugin) {
    return new PluginStatus(plugin, state, "", Instant.EPOCH, 0, false);
  }

  static SchedulerConfig config(int threads, Map<String, Map<String, JobSettings>> jobs) {
    return new SchedulerConfig(
        threads,
        20,
        10,
        "Europe/Berlin",
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        everything(),
        jobs);
  }

  /** Nothing is deleted. */
  static FilesConfig everything() {
    FileCap all = new FileCap(Duration.ZERO, 0, new Size(0));
    return new FilesConfig(all, all, all);
  }

  SimulatedJob add(SimulatedJob job) {
    simulated.add(job);
    contributions.add(new Contribution<>(PLUGIN, job));
    return job;
  }

  SimulatedJob quick(String name, String schedule) {
    return add(SimulatedJob.quick(name, schedule, clock));
  }

  /** Moves both clocks in steps, with a look at everything after each. */
  void pass(Duration time, Duration step) {
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
      clock.advance(step);
      ticker.advance(step);
      simulated.forEach(SimulatedJob::wake);
      settle();
      tick();
    }
  }

  void tick() {
    scheduler.tick();
    settle();
    alerts.tell();
  }

  /** What health says under a name. */
  String detail(String name) {
    return String.valueOf(health.call().details().get(name));
  }

  /** The code of what stands on the board about a job; empty when nothing does. */
  Optional<String> alert(String job) {
    return Optional.ofNullable(harness.alerts().get(PLUGIN + "/" + job))
        .map(alert -> alert.problem().code());
  }

  /** Waits until nothing more happens at this moment. */
  void settle() {
    if (isSettled()) {
      return;
    }
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(this::isSettled);
  }

  private boolean isSettled() {
    return scheduler.jobs().stream().allMatch(this::isSettled);
  }

  private boolean isSettled(JobStatus job) {
    return job.state() == State.IDLE
        || job.state() == State.WAITING
        || job.state() == State.ABANDONED
        || simulated.stream()
            .filter(one -> job.name().equals(PLUGIN + "/" + one.name()))
            .anyMatch(one -> one.isParked() && (job.state() != State.ENDING || one.isStubborn()));
  }

  JobStatus status(String job) {
    return scheduler.job(PLUGIN + "/" + job);
  }

  double runs(String job, String outcome) {
    return harness.meter("holdfast_job_runs_total", "job", PLUGIN + "/" + job, "outcome", outcome);
  }

  @Override
  public void close() throws Exception {
    List<Thread> threads = scheduler.end();
    simulated.forEach(SimulatedJob::release);
    for (Thread thread : threads) {
      thread.join();
    }
    scheduler.keep();
    harness.close();
  }
}
