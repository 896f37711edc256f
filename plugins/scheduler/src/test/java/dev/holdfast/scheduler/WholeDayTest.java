package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scheduler.SimulatedJob.Manner;
import dev.holdfast.spi.job.JobStatus.State;
import dev.holdfast.testkit.MemoryFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A day of Berlin, with jobs that overlap, fail, hang and run when clocks change. */
final class WholeDayTest {
  @TempDir(factory = MemoryFolder.class)
  Path directory;

  @ParameterizedTest
  @CsvSource({
    "2026-06-20T22:00:00Z, 24, 2026-06-21T00:30:00Z",
    "2026-03-28T23:00:00Z, 23, 2026-03-29T01:00:00Z",
    "2026-10-24T22:00:00Z, 25, 2026-10-25T00:30:00Z"
  })
  void everyJobRunsExactlyAsOftenAsItShould(Instant midnight, int hours, Instant halfPastTwo)
      throws Exception {
    try (RunningScheduler running =
        new RunningScheduler(directory, midnight, RunningScheduler.config(8, Map.of()))) {
      SimulatedJob quick = running.quick("quick", "*/5 * * * *");
      SimulatedJob quartz = running.quick("quartz", "0 0/15 * * * ?");
      SimulatedJob delay = running.quick("delay", "every 10 min");
      SimulatedJob night = running.quick("night", "30 2 * * *");
      SimulatedJob slow = job(running, "slow", "* * * * *", Manner.WORKS, Duration.ofSeconds(150));
      SimulatedJob slowDelay =
          job(running, "slow-delay", "every 10 min", Manner.WORKS, Duration.ofMinutes(2));
      SimulatedJob failing = job(running, "failing", "@hourly", Manner.FAILS, Duration.ZERO);
      SimulatedJob hanging = job(running, "hanging", "30 * * * *", Manner.HANGS, Duration.ZERO);
      SimulatedJob stubborn = job(running, "stubborn", "@hourly", Manner.STUBBORN, Duration.ZERO);
      running.tick();

      running.pass(Duration.ofHours(hours), Duration.ofSeconds(10));

      assertThat(quick.runs()).isEqualTo(12 * hours);
      assertThat(quartz.runs()).isEqualTo(4 * hours);
      assertThat(delay.runs()).isEqualTo(6 * hours);
      assertThat(night.starts).containsExactly(halfPastTwo);
      assertThat(slow.runs()).isEqualTo(20 * hours);
      assertThat(running.harness.meter("holdfast_job_left_out_total", "job", "probe/slow"))
          .isBetween(40.0 * hours - 2, 40.0 * hours);
      assertThat(slowDelay.runs()).isEqualTo(5 * hours);
      assertThat(failing.runs()).isEqualTo(hours);
      assertThat(running.runs("failing", "failed")).isEqualTo(hours);
      assertThat(hanging.runs()).isEqualTo(hours);
      assertThat(running.runs("hanging", "timed_out")).isEqualTo(hours);
      assertThat(running.alert("hanging")).contains("HF-JOB-002");
      assertThat(running.alert("failing")).contains("HF-JOB-001");
      assertThat(running.alert("stubborn")).contains("HF-JOB-003");
      assertThat(running.alert("quick")).isEmpty();
      assertThat(stubborn.runs()).isOne();
      assertThat(running.status("stubborn").state()).isEqualTo(State.ABANDONED);
      assertThat(running.runs("stubborn", "timed_out")).isOne();
      assertThat(running.simulated).allMatch(job -> job.mostInside() == 1);
      assertThat(running.scheduler.history("probe/quick")).hasSize(10);
    }
  }

  private static SimulatedJob job(
      RunningScheduler running, String name, String schedule, Manner manner, Duration takes) {
    return running.add(new SimulatedJob(name, schedule, running.clock, manner, takes));
  }
}
