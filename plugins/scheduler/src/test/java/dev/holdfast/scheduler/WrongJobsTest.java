package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.JobRun.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin says of its job may be anything; it costs that job only. */
final class WrongJobsTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(10);

  @TempDir Path directory;

  private RunningScheduler running(Instant start) throws Exception {
    return new RunningScheduler(directory, start, RunningScheduler.config(2, Map.of()));
  }

  @Test
  void aJobThatCannotEvenSayItsNameCostsOnlyItself() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      running.contributions.add(
          new Contribution<>(
              "broken",
              new Job() {
                @Override
                public String name() {
                  throw new NoClassDefFoundError("a library");
                }

                @Override
                public String schedule() {
                  return "@hourly";
                }

                @Override
                public Report run() {
                  return Report.of("never");
                }
              }));
      running.quick("quick", "* * * * *");
      running.tick();
      assertThat(running.scheduler.jobs()).hasSize(1);
    }
  }

  @Test
  void aScheduleWhoseNextTimeCannotBeFoundCostsOnlyItself() throws Exception {
    try (RunningScheduler running = running(Instant.parse("2026-01-31T10:00:00Z"))) {
      running.quick("thirtieth", "0 0 3 30W * ?");
      SimulatedJob negative = running.quick("negative", "* * * * *");
      negative.jitter = Duration.ofSeconds(-1);
      SimulatedJob quick = running.quick("quick", "* * * * *");
      running.tick();
      running.pass(Duration.ofMinutes(2), STEP);
      assertThat(quick.runs()).isEqualTo(2);
      assertThat(running.status("thirtieth").trouble().map(Problem::code)).contains("HF-JOB-011");
      assertThat(running.scheduler.next("probe/thirtieth", 2)).isEmpty();
      assertThat(running.status("negative").trouble().map(Problem::sentence).orElseThrow())
          .contains("HF-JOB-006", "jitter");
    }
  }

  @Test
  void aScheduleThatFailsWhenItsTimeHasComeCostsOnlyItself() throws Exception {
    try (RunningScheduler running = running(Instant.parse("2026-01-29T10:00:00Z"))) {
      running.quick("thirtieth", "0 0 3 30W * ?");
      SimulatedJob quick = running.quick("quick", "@hourly");
      running.tick();
      running.pass(Duration.ofHours(24), Duration.ofSeconds(50));
      assertThat(quick.runs()).isEqualTo(24);
      assertThat(running.status("thirtieth").trouble().map(Problem::code)).contains("HF-JOB-011");
    }
  }

  @Test
  void aRunThatReportsNothingHasSucceeded() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob silent = running.quick("silent", "* * * * *");
      silent.report = null;
      running.tick();
      running.pass(Duration.ofMinutes(2), STEP);
      assertThat(silent.runs()).isEqualTo(2);
      assertThat(running.scheduler.history("probe/silent").getFirst())
          .satisfies(run -> assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED))
          .satisfies(run -> assertThat(run.report()).isEqualTo(Job.Report.of("")));
    }
  }
}
