package dev.holdfast.scheduler;

import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.job.JobRun;
import dev.holdfast.spi.job.JobRun.Outcome;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The meters of each job. They are made by the thread of the timer before the first run; as many
 * jobs as the scheduler takes, so the labels are bounded.
 */
final class JobMeters {
  private final PluginContext context;
  private final int most;
  private final Map<String, Figures> figures = new ConcurrentHashMap<>();

  private static final class Figures {
    final Map<Outcome, Counter> runs = new EnumMap<>(Outcome.class);
    final Counter leftOut;
    final Timer duration;
    volatile double success;

    Figures(PluginContext context, String job) {
      List<Tag> tags = List.of(Tag.create("job", job));
      for (Outcome outcome : Outcome.values()) {
        String word = outcome.name().toLowerCase(Locale.ROOT);
        runs.put(
            outcome,
            context.meter(
                Counter.builder("holdfast_job_runs_total")
                    .description("Runs of a job by how they ended")
                    .tags(List.of(Tag.create("job", job), Tag.create("outcome", word)))));
      }
      leftOut =
          context.meter(
              Counter.builder("holdfast_job_left_out_total")
                  .description("Times that came while the job still ran")
                  .tags(tags));
      duration =
          context.meter(
              Timer.builder("holdfast_job_duration_seconds")
                  .description("How long runs took")
                  .tags(tags));
      Gauge<Double> _ =
          context.meter(
              Gauge.builder("holdfast_job_last_success_timestamp_seconds", () -> success)
                  .description("When the last run that succeeded began; 0 for never")
                  .tags(tags));
    }

    void succeeded(Instant at) {
      success = at.toEpochMilli() / 1e3;
    }
  }

  JobMeters(PluginContext context, int mostJobs) {
    this.context = context;
    // Those of plugins that are gone stay, so that a counter does not fall.
    this.most = 2 * mostJobs;
  }

  /**
   * Makes the figures of a job, unless they are there.
   *
   * @param kept from before the start; null for nothing
   */
  void prepare(String job, @Nullable JobState kept) {
    if (!figures.containsKey(job) && figures.size() < most) {
      Figures made = new Figures(context, job);
      if (kept != null && kept.success() != null) {
        made.succeeded(kept.success());
      }
      figures.put(job, made);
    }
  }

  void ended(JobRun run) {
    Figures of = figures.get(run.job());
    if (of == null) {
      return;
    }
    Counter counter = of.runs.get(run.outcome());
    if (counter != null) {
      counter.increment();
    }
    of.duration.record(run.took());
    if (run.outcome() == Outcome.SUCCEEDED) {
      of.succeeded(run.startedAt());
    }
  }

  void leftOut(String job) {
    Figures of = figures.get(job);
    if (of != null) {
      of.leftOut.increment();
    }
  }
}
