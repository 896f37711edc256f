package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Job;
import dev.holdfast.spi.JobRun.Outcome;
import dev.holdfast.spi.Problem;
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

  private Drive drive(Instant start) throws Exception {
    return new Drive(directory, start, Drive.config(2, Map.of()));
  }

  @Test
  void aJobThatCannotEvenSayItsNameCostsOnlyItself() throws Exception {
    try (Drive drive = drive(NOON)) {
      drive.contributions.add(
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
      drive.quick("quick", "* * * * *");
      drive.tick();
      assertThat(drive.timetable.jobs()).hasSize(1);
    }
  }

  @Test
  void aScheduleWhoseNextTimeCannotBeFoundCostsOnlyItself() throws Exception {
    try (Drive drive = drive(Instant.parse("2026-01-31T10:00:00Z"))) {
      drive.quick("thirtieth", "0 0 3 30W * ?");
      SimulatedJob negative = drive.quick("negative", "* * * * *");
      negative.jitter = Duration.ofSeconds(-1);
      SimulatedJob quick = drive.quick("quick", "* * * * *");
      drive.tick();
      drive.pass(Duration.ofMinutes(2), STEP);
      assertThat(quick.runs()).isEqualTo(2);
      assertThat(drive.status("thirtieth").trouble().map(Problem::code)).contains("HF-JOB-011");
      assertThat(drive.timetable.next("probe/thirtieth", 2)).isEmpty();
      assertThat(drive.status("negative").trouble().map(Problem::sentence).orElseThrow())
          .contains("HF-JOB-006", "jitter");
    }
  }

  @Test
  void aScheduleThatFailsWhenItsTimeHasComeCostsOnlyItself() throws Exception {
    try (Drive drive = drive(Instant.parse("2026-01-29T10:00:00Z"))) {
      drive.quick("thirtieth", "0 0 3 30W * ?");
      SimulatedJob quick = drive.quick("quick", "@hourly");
      drive.tick();
      drive.pass(Duration.ofHours(24), Duration.ofSeconds(50));
      assertThat(quick.runs()).isEqualTo(24);
      assertThat(drive.status("thirtieth").trouble().map(Problem::code)).contains("HF-JOB-011");
    }
  }

  @Test
  void aRunThatReportsNothingHasSucceeded() throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob silent = drive.quick("silent", "* * * * *");
      silent.report = null;
      drive.tick();
      drive.pass(Duration.ofMinutes(2), STEP);
      assertThat(silent.runs()).isEqualTo(2);
      assertThat(drive.timetable.history("probe/silent").getFirst())
          .satisfies(run -> assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED))
          .satisfies(run -> assertThat(run.report()).isEqualTo(Job.Report.of("")));
    }
  }
}
