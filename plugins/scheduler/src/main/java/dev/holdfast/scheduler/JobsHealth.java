package dev.holdfast.scheduler;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.JobStatus;
import dev.holdfast.spi.Problem;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether jobs run when they should, end in time, and do what they are for. */
record JobsHealth(Timetable timetable, Contributed contributed, JobsFile file)
    implements HealthCheck {
  /** More are counted. */
  private static final int MOST_SHOWN = 20;

  @Override
  public HealthCheckResponse call() {
    List<JobStatus> jobs = timetable.jobs();
    List<Problem> own =
        Stream.of(contributed.trouble(), file.trouble()).flatMap(Optional::stream).toList();
    Map<String, Problem> troubles = new LinkedHashMap<>();
    for (JobStatus job : jobs) {
      job.trouble().ifPresent(problem -> troubles.put(job.name(), problem));
    }
    List<Problem> all = new ArrayList<>(own);
    all.addAll(troubles.values());
    HealthCheckResponse.Builder answer =
        all.isEmpty() ? Health.up() : Health.degraded(all.getFirst());
    answer
        .detail("jobs", jobs.size())
        .detail("running", count(jobs, JobStatus.State.RUNNING))
        .detail("waiting", count(jobs, JobStatus.State.WAITING))
        .detail("abandoned", count(jobs, JobStatus.State.ABANDONED))
        .detail("paused", jobs.stream().filter(JobStatus::paused).count())
        .detail("troubled", troubles.size());
    troubles.entrySet().stream()
        .limit(MOST_SHOWN)
        .forEach(one -> answer.detail(one.getKey(), one.getValue().sentence()));
    return answer.build();
  }

  private static long count(List<JobStatus> jobs, JobStatus.State state) {
    return jobs.stream().filter(job -> job.state() == state).count();
  }
}
