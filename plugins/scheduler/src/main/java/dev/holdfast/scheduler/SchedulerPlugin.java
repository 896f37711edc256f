package dev.holdfast.scheduler;

import dev.holdfast.scheduler.cleanup.CleanUp;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.Scheduler;
import dev.holdfast.spi.server.Leftovers;
import dev.holdfast.spi.server.ServerView;
import io.helidon.metrics.api.Gauge;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Runs the jobs that plugins contribute, and contributes the clean-up of files itself. */
public final class SchedulerPlugin implements Plugin {
  /** Cron knows minutes, and Quartz' form of it seconds. */
  private static final Duration TICK = Duration.ofMillis(250);

  private static final Duration STEP_LIMIT = Duration.ofSeconds(30);

  /** Less than the kernel gives to a stop. */
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "scheduler";
  }

  @Override
  public Class<? extends Record> configuration() {
    return SchedulerConfig.class;
  }

  @Override
  public void validate(Validation validation) {
    SchedulerConfig config = validation.config(SchedulerConfig.class);
    validation.check("zone", () -> Plan.checkZone(config.zone()));
    config
        .jobs()
        .forEach((plugin, jobs) -> {
          validation.namesPlugins("jobs." + plugin, List.of(plugin));
          jobs.forEach((job, settings) -> check(validation, plugin + "/" + job, settings));
        });
  }

  @Override
  public void start(PluginContext context) {
    SchedulerConfig config = context.config(SchedulerConfig.class);
    ServerView server = context.require(ServerView.class);
    ContributedJobs contributed =
        new ContributedJobs(() -> context.contributions(Job.class), config, server::plugins);
    JobsFile file = new JobsFile(context.dataDirectory());
    JobScheduler scheduler =
        new JobScheduler(
            config,
            context.clock(),
            System::nanoTime,
            contributed,
            new JobThreads(config.threads()),
            new JobMeters(context, config.mostJobs()),
            file,
            new Random().nextLong());
    context.own(() -> end(scheduler));
    Gauge<Integer> _ =
        context.meter(
            Gauge.builder("holdfast_jobs", () -> scheduler.jobs().size())
                .description("Jobs that the scheduler knows"));
    ActiveProblems problems = new ActiveProblems(scheduler, contributed, file);
    JobAlerts alerts = new JobAlerts(context, problems::now);
    context.health("jobs", new JobsHealth(scheduler, problems::now));
    context.http("/admin/jobs", Role.ADMIN, new JobRoutes(scheduler));
    context.offer(Scheduler.class, scheduler);
    context.contribute(Leftovers.class, scheduler);
    context.contribute(Job.class, CleanUp.of(context, server, config.files()));
    context.worker(
        "timer",
        STEP_LIMIT,
        () -> {
          scheduler.tick();
          alerts.tell();
          TimeUnit.NANOSECONDS.sleep(TICK.toNanos());
        });
  }

  private static void check(Validation validation, String job, JobSettings settings) {
    String at = "jobs." + job.replace('/', '.');
    settings.zone().ifPresent(zone -> validation.check(at + ".zone", () -> Plan.checkZone(zone)));
    settings
        .schedule()
        .ifPresent(text -> validation.check(at + ".schedule", () -> Plan.checkSchedule(job, text)));
  }

  private static void end(JobScheduler scheduler) throws InterruptedException {
    long limit = System.nanoTime() + END_LIMIT.toNanos();
    for (Thread thread : scheduler.end()) {
      long left = limit - System.nanoTime();
      boolean _ = left > 0 && thread.join(Duration.ofNanos(left));
    }
    scheduler.keep();
  }
}
