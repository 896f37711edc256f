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
final class TroublesTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(10);

  @TempDir Path directory;

  private Drive drive() throws Exception {
    return new Drive(directory, NOON, Drive.config(3, Map.of()));
  }

  private static SimulatedJob job(Drive drive, String name, String schedule, Manner manner) {
    return drive.add(new SimulatedJob(name, schedule, drive.clock, manner, Duration.ZERO));
  }

  @Test
  void eachJobIsToldOfForItselfAndNoneHidesAnother() throws Exception {
    try (Drive drive = drive()) {
      job(drive, "failing", "* * * * *", Manner.FAILS);
      job(drive, "hanging", "30 * * * *", Manner.HANGS);
      SimulatedJob mended = drive.quick("mended", "* * * * *");
      mended.fails = true;
      drive.tick();
      drive.pass(Duration.ofMinutes(2), STEP);
      assertThat(drive.alert("failing")).contains("HF-JOB-001");
      assertThat(drive.alert("mended")).contains("HF-JOB-001");
      assertThat(drive.alert("hanging")).isEmpty();
      mended.fails = false;
      drive.pass(Duration.ofMinutes(1), STEP);
      assertThat(drive.alert("mended")).isEmpty();
      assertThat(drive.alert("failing")).contains("HF-JOB-001");
      drive.pass(Duration.ofMinutes(40), STEP);
      assertThat(drive.alert("hanging")).contains("HF-JOB-002");
      assertThat(drive.health.call().details())
          .containsEntry("degraded", true)
          .containsEntry("code", "HF-JOB-012")
          .containsEntry("troubled", 2)
          .hasEntrySatisfying(
              "reason",
              reason ->
                  assertThat(reason.toString())
                      .contains("probe/failing HF-JOB-001", "probe/hanging HF-JOB-002"));
      drive.contributions.clear();
      drive.tick();
      assertThat(drive.harness.alerts()).isEmpty();
      assertThat(drive.health.call().details()).doesNotContainKey("degraded");
    }
  }

  @Test
  void aJobOfTheConfigurationThatIsNotThereIsToldWithTheOneThatWasMeant() throws Exception {
    Map<String, JobSettings> own =
        Map.of("cleanup", JobSettings.NONE, "clean-up", JobSettings.NONE, "dust", JobSettings.NONE);
    Map<String, Map<String, JobSettings>> jobs =
        Map.of(Drive.PLUGIN, own, "prob", Map.of("clean-up", JobSettings.NONE));
    try (Drive drive = new Drive(directory, NOON, Drive.config(3, jobs))) {
      drive.plugins.set(0, Drive.plugin("Starting"));
      drive.tick();
      drive.tick();
      assertThat(drive.alert("cleanup")).as("its plugin does not run yet").isEmpty();
      drive.plugins.set(0, Drive.plugin("Running"));
      drive.tick();
      drive.quick("clean-up", "@daily");
      drive.tick();
      assertThat(drive.alert("clean-up")).as("it came a moment later").isEmpty();
      assertThat(drive.alert("cleanup")).contains("HF-JOB-013");
      assertThat(drive.detail("probe/cleanup"))
          .contains("probe contributes no cleanup; did you mean 'clean-up'?")
          .contains("Correct holdfast.scheduler.jobs.probe.cleanup");
      assertThat(drive.detail("probe/dust"))
          .contains("probe contributes no dust; there is clean-up");
      assertThat(drive.detail("prob/clean-up"))
          .contains("there is no plugin prob; did you mean 'probe'?");
      drive.plugins.set(0, Drive.plugin("BackingOff"));
      drive.contributions.clear();
      drive.tick();
      assertThat(drive.alert("cleanup")).isEmpty();
    }
  }

  @Test
  void whatCannotBeWrittenDownIsTold() throws Exception {
    try (Drive drive = drive()) {
      drive.quick("quick", "* * * * *");
      Files.delete(directory.toRealPath());
      drive.tick();
      assertThat(drive.harness.alerts()).containsKey("jobs-file");
      assertThat(drive.detail("jobs-file")).contains("HF-JOB-010");
      assertThat(drive.status("quick").trouble()).isEmpty();
      Files.createDirectory(directory);
      drive.pass(Duration.ofMinutes(1), STEP);
      assertThat(drive.harness.alerts()).isEmpty();
    }
  }
}
