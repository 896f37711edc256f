package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scheduler.SimulatedJob.Manner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who hears of what. */
final class ActiveProblemsTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(10);

  @TempDir Path directory;

  private RunningScheduler running() throws Exception {
    return new RunningScheduler(directory, NOON, RunningScheduler.config(3, Map.of()));
  }

  private static SimulatedJob job(
      RunningScheduler running, String name, String schedule, Manner manner) {
    return running.add(new SimulatedJob(name, schedule, running.clock, manner, Duration.ZERO));
  }

  @Test
  void eachJobIsToldOfForItselfAndNoneHidesAnother() throws Exception {
    try (RunningScheduler running = running()) {
      job(running, "failing", "* * * * *", Manner.FAILS);
      job(running, "hanging", "30 * * * *", Manner.HANGS);
      SimulatedJob mended = running.quick("mended", "* * * * *");
      mended.fails = true;
      running.tick();
      running.pass(Duration.ofMinutes(2), STEP);
      assertThat(running.alert("failing")).contains("HF-JOB-001");
      assertThat(running.alert("mended")).contains("HF-JOB-001");
      assertThat(running.alert("hanging")).isEmpty();
      mended.fails = false;
      running.pass(Duration.ofMinutes(1), STEP);
      assertThat(running.alert("mended")).isEmpty();
      assertThat(running.alert("failing")).contains("HF-JOB-001");
      running.pass(Duration.ofMinutes(40), STEP);
      assertThat(running.alert("hanging")).contains("HF-JOB-002");
      assertThat(running.health.call().details())
          .containsEntry("degraded", true)
          .containsEntry("code", "HF-JOB-012")
          .containsEntry("troubled", 2)
          .hasEntrySatisfying(
              "reason",
              reason ->
                  assertThat(reason.toString())
                      .contains("probe/failing HF-JOB-001", "probe/hanging HF-JOB-002"));
      running.contributions.clear();
      running.tick();
      assertThat(running.harness.alerts()).isEmpty();
      assertThat(running.health.call().details()).doesNotContainKey("degraded");
    }
  }

  @Test
  void aJobOfTheConfigurationThatIsNotThereIsToldWithTheOneThatWasMeant() throws Exception {
    Map<String, JobSettings> own =
        Map.of("cleanup", JobSettings.NONE, "clean-up", JobSettings.NONE, "dust", JobSettings.NONE);
    Map<String, Map<String, JobSettings>> jobs =
        Map.of(RunningScheduler.PLUGIN, own, "prob", Map.of("clean-up", JobSettings.NONE));
    try (RunningScheduler running =
        new RunningScheduler(directory, NOON, RunningScheduler.config(3, jobs))) {
      running.plugins.set(0, RunningScheduler.plugin("Starting"));
      running.tick();
      running.tick();
      assertThat(running.alert("cleanup")).as("its plugin does not run yet").isEmpty();
      running.plugins.set(0, RunningScheduler.plugin("Running"));
      running.tick();
      running.quick("clean-up", "@daily");
      running.tick();
      assertThat(running.alert("clean-up")).as("it came a moment later").isEmpty();
      assertThat(running.alert("cleanup")).contains("HF-JOB-013");
      assertThat(running.detail("probe/cleanup"))
          .contains("probe contributes no cleanup; did you mean 'clean-up'?")
          .contains("Correct holdfast.scheduler.jobs.probe.cleanup");
      assertThat(running.detail("probe/dust"))
          .contains("probe contributes no dust; there is clean-up");
      assertThat(running.detail("prob/clean-up"))
          .contains("there is no plugin prob; did you mean 'probe'?");
      running.plugins.set(0, RunningScheduler.plugin("BackingOff"));
      running.contributions.clear();
      running.tick();
      assertThat(running.alert("cleanup")).isEmpty();
    }
  }

  @Test
  void whatCannotBeWrittenDownIsTold() throws Exception {
    try (RunningScheduler running = running()) {
      running.quick("quick", "* * * * *");
      Files.delete(directory.toRealPath());
      running.tick();
      assertThat(running.harness.alerts()).containsKey("jobs-file");
      assertThat(running.detail("jobs-file")).contains("HF-JOB-010");
      assertThat(running.status("quick").trouble()).isEmpty();
      Files.createDirectory(directory);
      running.pass(Duration.ofMinutes(1), STEP);
      assertThat(running.harness.alerts()).isEmpty();
    }
  }
}
