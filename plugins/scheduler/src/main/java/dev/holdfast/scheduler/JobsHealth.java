package dev.holdfast.scheduler;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.job.JobStatus;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reports whether jobs start on time, end in time, and succeed. */
record JobsHealth(JobScheduler scheduler, Supplier<Map<String, Problem>> problems)
    implements HealthCheck {
  /** More are counted. */
  private static final int MOST_SHOWN = 20;

  @Override
  public HealthCheckResponse call() {
    List<JobStatus> jobs = scheduler.jobs();
    Map<String, Problem> all = problems.get();
    HealthCheckResponse.Builder answer =
        all.isEmpty() ? Health.up() : Health.degraded(SchedulerProblems.troubled(named(all)));
    answer
        .detail("jobs", jobs.size())
        .detail("running", count(jobs, JobStatus.State.RUNNING))
        .detail("waiting", count(jobs, JobStatus.State.WAITING))
        .detail("abandoned", count(jobs, JobStatus.State.ABANDONED))
        .detail("paused", jobs.stream().filter(JobStatus::paused).count())
        .detail("troubled", all.size());
    all.entrySet().stream()
        .limit(MOST_SHOWN)
        .forEach(one -> answer.detail(one.getKey(), one.getValue().sentence()));
    return answer.build();
  }

  /** With the codes, by which whoever tells people knows that this follows from them. */
  private static String named(Map<String, Problem> all) {
    return all.entrySet().stream()
        .limit(MOST_SHOWN)
        .map(one -> one.getKey() + " " + one.getValue().code())
        .collect(Collectors.joining(", "));
  }

  private static long count(List<JobStatus> jobs, JobStatus.State state) {
    return jobs.stream().filter(job -> job.state() == state).count();
  }
}
