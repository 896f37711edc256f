package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.scheduler.SimulatedJob.Manner;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.JobRun;
import dev.holdfast.spi.job.JobRun.Cause;
import dev.holdfast.spi.job.JobRun.Outcome;
import dev.holdfast.spi.job.JobStatus.State;
import dev.holdfast.spi.server.Leftovers.Leftover;
import dev.holdfast.testkit.MemoryFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class JobSchedulerTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir(factory = MemoryFolder.class)
  Path directory;

  private RunningScheduler running(Instant start) throws Exception {
    return new RunningScheduler(directory, start, RunningScheduler.config(2, Map.of()));
  }

  private static SimulatedJob hanging(RunningScheduler running, String name, Manner manner) {
    return running.add(new SimulatedJob(name, "* * * * *", running.clock, manner, Duration.ZERO));
  }

  @ParameterizedTest
  @EnumSource(Job.Missed.class)
  void whatPassedWhileTheMachineSleptIsMadeUpForOnceOrNot(Job.Missed missed) throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob minutely = running.quick("minutely", "* * * * *");
      minutely.missed = missed;
      running.tick();
      running.pass(Duration.ofMinutes(3), STEP);
      running.clock.advance(HOUR);
      running.tick();
      running.tick();
      int made = missed == Job.Missed.RUN_ONCE ? 1 : 0;
      assertThat(minutely.runs()).isEqualTo(3 + made);
      if (made == 1) {
        assertThat(running.scheduler.history("probe/minutely").getFirst().cause())
            .isEqualTo(Cause.MISSED);
      }
      running.pass(Duration.ofMinutes(1), STEP);
      assertThat(minutely.runs()).as("then as before").isEqualTo(4 + made);
    }
  }

  @ParameterizedTest
  @EnumSource(Job.Missed.class)
  void whatPassedWhileTheServerWasDownIsKnown(Job.Missed missed) throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob daily = running.quick("daily", "0 13 * * *");
      running.quick("delay", "every 8 h");
      daily.missed = missed;
      running.tick();
      running.pass(HOUR, STEP);
      assertThat(daily.runs()).isOne();
    }
    try (RunningScheduler running = running(NOON.plus(Duration.ofHours(26)))) {
      SimulatedJob daily = running.quick("daily", "0 13 * * *");
      SimulatedJob delay = running.quick("delay", "every 8 h");
      daily.missed = missed;
      running.tick();
      assertThat(daily.runs()).isEqualTo(missed == Job.Missed.RUN_ONCE ? 1 : 0);
      assertThat(delay.runs()).as("more than 8 h have passed").isOne();
      assertThat(running.status("daily").next()).contains(NOON.plus(Duration.ofHours(49)));
    }
  }

  @Test
  void aFirstStartMakesUpForNothing() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob daily = running.quick("daily", "0 11 * * *");
      SimulatedJob delay = running.quick("delay", "every 8 h");
      running.tick();
      running.pass(HOUR, STEP);
      assertThat(daily.runs() + delay.runs()).isZero();
    }
  }

  @Test
  void aPauseSurvivesARestart() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      running.quick("minutely", "* * * * *");
      running.tick();
      running.scheduler.pause("probe/minutely");
      running.tick();
    }
    try (RunningScheduler running = running(NOON.plus(HOUR))) {
      SimulatedJob minutely = running.quick("minutely", "* * * * *");
      running.tick();
      running.pass(Duration.ofMinutes(5), STEP);
      assertThat(minutely.runs()).isZero();
      assertThat(running.status("minutely").paused()).isTrue();
      assertThat(running.status("minutely").next()).isEmpty();
      running.scheduler.runNow("probe/minutely");
      running.settle();
      assertThat(minutely.runs()).as("by hand").isOne();
      running.scheduler.resume("probe/minutely");
      running.pass(Duration.ofMinutes(5), STEP);
      assertThat(minutely.runs()).as("nothing is made up for").isEqualTo(6);
    }
  }

  @Test
  void aPauseAndItsEndAreOnDiskBeforeTheyAreConfirmed() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      running.quick("minutely", "* * * * *");
      running.tick();
      running.scheduler.pause("probe/minutely");
      assertThat(pausedOnDisk()).containsExactly("probe/minutely");
      running.scheduler.resume("probe/minutely");
      assertThat(pausedOnDisk()).isEmpty();
    }
  }

  private List<String> pausedOnDisk() {
    return new JobsFile(directory)
        .read().entrySet().stream()
            .filter(job -> job.getValue().paused())
            .map(Map.Entry::getKey)
            .toList();
  }

  @Test
  void aPauseTakesOutWhatWaitsForAThreadUnlessAPersonAskedForIt() throws Exception {
    try (RunningScheduler running =
        new RunningScheduler(directory, NOON, RunningScheduler.config(1, Map.of()))) {
      running.add(
          new SimulatedJob(
              "a-slow", "@hourly", running.clock, Manner.WORKS, Duration.ofMinutes(4)));
      SimulatedJob own = running.quick("own", "@hourly");
      SimulatedJob delay = running.quick("delay", "every 1 h");
      SimulatedJob asked = running.quick("asked", "@daily");
      running.tick();
      running.pass(HOUR, STEP);
      running.scheduler.runNow("probe/asked");
      for (String name : List.of("own", "delay", "asked")) {
        assertThat(running.status(name).state()).as(name).isEqualTo(State.WAITING);
        running.scheduler.pause("probe/" + name);
      }
      assertThat(running.status("own").state()).isEqualTo(State.IDLE);
      assertThat(running.status("asked").state()).isEqualTo(State.WAITING);
      running.pass(HOUR.multipliedBy(2), STEP);
      assertThat(own.runs() + delay.runs()).isZero();
      assertThat(asked.runs()).isOne();
      running.scheduler.resume("probe/own");
      running.scheduler.resume("probe/delay");
      running.pass(HOUR.plusMinutes(10), STEP);
      assertThat(own.runs()).isEqualTo(1);
      assertThat(delay.runs()).isEqualTo(1);
    }
  }

  @Test
  void thereIsNeverASecondRunOfOneJob() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob hangs = hanging(running, "hangs", Manner.HANGS);
      running.tick();
      running.scheduler.runNow("probe/hangs");
      running.settle();
      running.pass(Duration.ofMinutes(3), STEP);
      assertThat(hangs.runs()).isOne();
      assertThatThrownBy(() -> running.scheduler.runNow("probe/hangs"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-JOB-008");
      assertThat(running.status("hangs").trouble().map(Problem::code)).contains("HF-JOB-005");
    }
  }

  @Test
  void aPurgedPluginLeavesNoPauseAndAJobThatIsThereStays() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      running.quick("minutely", "* * * * *");
      running.tick();
      running.scheduler.pause("probe/minutely");
      assertThat(running.scheduler.of("prob")).isEmpty();
      running.scheduler.purge("probe", false);
      assertThat(running.status("minutely").paused()).isTrue();
      running.contributions.clear();
      running.tick();
      assertThat(running.scheduler.of("probe"))
          .containsExactly(new Leftover("state of the job probe/minutely", false));
    }
    try (RunningScheduler running = running(NOON.plus(HOUR))) {
      assertThat(running.scheduler.of("probe")).hasSize(1);
      running.scheduler.purge("probe", false);
      assertThat(running.scheduler.of("probe")).isEmpty();
      running.quick("minutely", "* * * * *");
      running.tick();
      assertThat(running.status("minutely").paused()).isFalse();
    }
  }

  @Test
  void aJobEndsWithItsPlugin() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob hangs = hanging(running, "hangs", Manner.HANGS);
      running.tick();
      running.scheduler.runNow("probe/hangs");
      running.settle();
      running.contributions.clear();
      running.tick();
      await().until(() -> running.runs("hangs", "ended") == 1);
      running.pass(Duration.ofMinutes(5), STEP);
      assertThat(hangs.runs()).isOne();
      assertThat(running.scheduler.jobs()).isEmpty();
      assertThatThrownBy(() -> running.scheduler.job("probe/hangs"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-JOB-007");
    }
  }

  @Test
  void aThousandRestartsOfAPluginLeaveJobsAndThreadsConstant() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      long threads = jobThreads();
      int runs = 0;
      for (int i = 0; i < 1_000; i++) {
        running.contributions.clear();
        running.simulated.clear();
        SimulatedJob hangs = hanging(running, "hangs", Manner.HANGS);
        running.quick("quick", "every 1 s");
        running.scheduler.tick();
        await()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> running.status("hangs").state() == State.IDLE);
        running.scheduler.runNow("probe/hangs");
        running.pass(STEP, STEP);
        runs += hangs.runs();
        assertThat(running.scheduler.jobs()).hasSize(2);
        // A run has ended a moment before its thread has.
        await()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> jobThreads() - threads <= 2);
      }
      assertThat(runs).isGreaterThanOrEqualTo(1_000);
      assertThat(running.runs("hangs", "ended")).isGreaterThanOrEqualTo(999);
      running.contributions.clear();
      running.tick();
      await().until(() -> jobThreads() == threads);
    }
  }

  private static long jobThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("job "))
        .count();
  }

  @Test
  void whatDoesNotEndIsLeftBehindAndItsPlaceGivenToOthersOnce() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      hanging(running, "stubborn-1", Manner.STUBBORN);
      hanging(running, "stubborn-2", Manner.STUBBORN);
      SimulatedJob quick = running.quick("waits", "30 * * * *");
      running.tick();
      running.pass(Duration.ofMinutes(5), STEP);
      assertThat(running.status("stubborn-1").state()).isEqualTo(State.RUNNING);
      running.pass(Duration.ofMinutes(40), STEP);
      assertThat(running.status("stubborn-1").trouble().map(Problem::code)).contains("HF-JOB-003");
      assertThat(running.status("stubborn-1").trouble().orElseThrow().why())
          .contains("SimulatedJob");
      assertThat(quick.runs()).isOne();
      running.simulated.getFirst().release();
      await().until(() -> running.status("stubborn-1").state() == State.IDLE);
      assertThat(running.scheduler.history("probe/stubborn-1"))
          .singleElement()
          .satisfies(run -> assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT));
    }
  }

  @Test
  void whatWaitsForAThreadIsLateAndThenRuns() throws Exception {
    try (RunningScheduler running =
        new RunningScheduler(directory, NOON, RunningScheduler.config(1, Map.of()))) {
      SimulatedJob slow =
          running.add(
              new SimulatedJob(
                  "a-slow", "* * * * *", running.clock, Manner.WORKS, Duration.ofMinutes(4)));
      SimulatedJob quick = running.quick("b-quick", "* * * * *");
      running.tick();
      running.pass(Duration.ofMinutes(3), STEP);
      assertThat(running.status("b-quick").state()).isEqualTo(State.WAITING);
      assertThat(running.status("b-quick").trouble().map(Problem::code)).contains("HF-JOB-004");
      running.pass(Duration.ofMinutes(2), STEP);
      assertThat(slow.runs()).isPositive();
      assertThat(quick.runs()).isPositive();
    }
  }

  @Test
  void jitterIsWithinItsLimitAndTheSameForOneSeed() throws Exception {
    List<Instant> first = jittered();
    assertThat(first)
        .hasSize(60)
        .allMatch(start -> start.getEpochSecond() % 60 <= 40)
        .anyMatch(start -> start.getEpochSecond() % 60 >= 20);
    assertThat(jittered()).isEqualTo(first);
  }

  private List<Instant> jittered() throws Exception {
    Path own = Files.createTempDirectory(directory, "jitter");
    try (RunningScheduler running =
        new RunningScheduler(own, NOON, RunningScheduler.config(2, Map.of()))) {
      SimulatedJob job = running.quick("jittered", "* * * * *");
      job.jitter = Duration.ofSeconds(30);
      running.tick();
      running.pass(HOUR.plusSeconds(50), STEP);
      return List.copyOf(job.starts);
    }
  }

  @Test
  void peopleOverrideWhatAPluginWants() throws Exception {
    JobSettings settings =
        new JobSettings(
            Optional.of("0 * * * *"),
            Optional.of("UTC"),
            Optional.of(Duration.ofMinutes(1)),
            Optional.empty(),
            Optional.empty());
    Map<String, Map<String, JobSettings>> jobs =
        Map.of(
            RunningScheduler.PLUGIN,
            Map.of(
                "quick",
                settings,
                "wrong",
                new JobSettings(
                    Optional.of("99 * * * *"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())));
    try (RunningScheduler running =
        new RunningScheduler(directory, NOON, RunningScheduler.config(2, jobs))) {
      SimulatedJob quick = running.quick("quick", "* * * * *");
      SimulatedJob wrong = running.quick("wrong", "* * * * *");
      running.tick();
      running.pass(HOUR, STEP);
      assertThat(quick.runs()).isOne();
      assertThat(running.status("quick").limit()).isEqualTo(Duration.ofMinutes(1));
      assertThat(wrong.runs()).isZero();
      assertThat(running.status("wrong").trouble().map(Problem::code)).contains("HF-JOB-006");
    }
  }

  @Test
  void oneJobTooManyIsLeftOutAndSaid() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      for (int i = 0; i < 21; i++) {
        running.quick("job-" + i, "@hourly");
      }
      running.tick();
      assertThat(running.scheduler.jobs()).hasSize(20);
      assertThat(running.contributed.trouble().map(Problem::code)).contains("HF-JOB-009");
      running.contributions.removeFirst();
      running.tick();
      assertThat(running.scheduler.jobs()).hasSize(20);
      assertThat(running.contributed.trouble()).isEmpty();
    }
  }

  @Test
  void theNextTimesAreToldInOrder() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      running.quick("night", "30 2 * * *");
      running.tick();
      assertThat(running.scheduler.next("probe/night", 2))
          .containsExactly(
              Instant.parse("2026-06-22T00:30:00Z"), Instant.parse("2026-06-23T00:30:00Z"));
      List<JobRun> none = running.scheduler.history("probe/night");
      assertThat(none).isEmpty();
    }
  }

  @Test
  void aRunThatOutlivesTheSchedulerIsStillTheOnlyOne() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread old = Thread.ofPlatform().name("job probe/job").start(() -> awaitEnd(end));
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob job = running.quick("job", "* * * * *");
      running.tick();
      running.pass(Duration.ofMinutes(3), STEP);
      assertThat(job.runs()).isZero();
      assertThatThrownBy(() -> running.scheduler.runNow("probe/job"))
          .hasMessageContaining("HF-JOB-008");
      assertThat(running.status("job").trouble().map(Problem::code)).contains("HF-JOB-003");
      end.countDown();
      old.join();
      running.pass(Duration.ofMinutes(1), STEP);
      assertThat(job.runs()).isOne();
      assertThat(running.status("job").trouble()).isEmpty();
    } finally {
      end.countDown();
    }
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
