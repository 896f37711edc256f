package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.scheduler.SimulatedJob.Manner;
import dev.holdfast.spi.Job;
import dev.holdfast.spi.JobRun;
import dev.holdfast.spi.JobRun.Cause;
import dev.holdfast.spi.JobRun.Outcome;
import dev.holdfast.spi.JobStatus.State;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
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

final class TimetableTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;

  private Drive drive(Instant start) throws Exception {
    return new Drive(directory, start, Drive.config(2, Map.of()));
  }

  private static SimulatedJob hanging(Drive drive, String name, Manner manner) {
    return drive.add(new SimulatedJob(name, "* * * * *", drive.clock, manner, Duration.ZERO));
  }

  @ParameterizedTest
  @EnumSource(Job.Missed.class)
  void whatPassedWhileTheMachineSleptIsMadeUpForOnceOrNot(Job.Missed missed) throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob minutely = drive.quick("minutely", "* * * * *");
      minutely.missed = missed;
      drive.tick();
      drive.pass(Duration.ofMinutes(3), STEP);
      drive.clock.advance(HOUR);
      drive.tick();
      drive.tick();
      int made = missed == Job.Missed.RUN_ONCE ? 1 : 0;
      assertThat(minutely.runs()).isEqualTo(3 + made);
      if (made == 1) {
        assertThat(drive.timetable.history("probe/minutely").getFirst().cause())
            .isEqualTo(Cause.MISSED);
      }
      drive.pass(Duration.ofMinutes(1), STEP);
      assertThat(minutely.runs()).as("then as before").isEqualTo(4 + made);
    }
  }

  @ParameterizedTest
  @EnumSource(Job.Missed.class)
  void whatPassedWhileTheServerWasDownIsKnown(Job.Missed missed) throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob daily = drive.quick("daily", "0 13 * * *");
      drive.quick("delay", "every 8 h");
      daily.missed = missed;
      drive.tick();
      drive.pass(HOUR, STEP);
      assertThat(daily.runs()).isOne();
    }
    try (Drive drive = drive(NOON.plus(Duration.ofHours(26)))) {
      SimulatedJob daily = drive.quick("daily", "0 13 * * *");
      SimulatedJob delay = drive.quick("delay", "every 8 h");
      daily.missed = missed;
      drive.tick();
      assertThat(daily.runs()).isEqualTo(missed == Job.Missed.RUN_ONCE ? 1 : 0);
      assertThat(delay.runs()).as("more than 8 h have passed").isOne();
      assertThat(drive.status("daily").next()).contains(NOON.plus(Duration.ofHours(49)));
    }
  }

  @Test
  void aFirstStartMakesUpForNothing() throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob daily = drive.quick("daily", "0 11 * * *");
      SimulatedJob delay = drive.quick("delay", "every 8 h");
      drive.tick();
      drive.pass(HOUR, STEP);
      assertThat(daily.runs() + delay.runs()).isZero();
    }
  }

  @Test
  void aPauseSurvivesARestart() throws Exception {
    try (Drive drive = drive(NOON)) {
      drive.quick("minutely", "* * * * *");
      drive.tick();
      drive.timetable.pause("probe/minutely");
      drive.tick();
    }
    try (Drive drive = drive(NOON.plus(HOUR))) {
      SimulatedJob minutely = drive.quick("minutely", "* * * * *");
      drive.tick();
      drive.pass(Duration.ofMinutes(5), STEP);
      assertThat(minutely.runs()).isZero();
      assertThat(drive.status("minutely").paused()).isTrue();
      assertThat(drive.status("minutely").next()).isEmpty();
      drive.timetable.runNow("probe/minutely");
      drive.settle();
      assertThat(minutely.runs()).as("by hand").isOne();
      drive.timetable.resume("probe/minutely");
      drive.pass(Duration.ofMinutes(5), STEP);
      assertThat(minutely.runs()).as("nothing is made up for").isEqualTo(6);
    }
  }

  @Test
  void aPauseTakesOutWhatWaitsForAThreadUnlessAPersonAskedForIt() throws Exception {
    try (Drive drive = new Drive(directory, NOON, Drive.config(1, Map.of()))) {
      drive.add(
          new SimulatedJob("a-slow", "@hourly", drive.clock, Manner.WORKS, Duration.ofMinutes(4)));
      SimulatedJob own = drive.quick("own", "@hourly");
      SimulatedJob delay = drive.quick("delay", "every 1 h");
      SimulatedJob asked = drive.quick("asked", "@daily");
      drive.tick();
      drive.pass(HOUR, STEP);
      drive.timetable.runNow("probe/asked");
      for (String name : List.of("own", "delay", "asked")) {
        assertThat(drive.status(name).state()).as(name).isEqualTo(State.WAITING);
        drive.timetable.pause("probe/" + name);
      }
      assertThat(drive.status("own").state()).isEqualTo(State.IDLE);
      assertThat(drive.status("asked").state()).isEqualTo(State.WAITING);
      drive.pass(HOUR.multipliedBy(2), STEP);
      assertThat(own.runs() + delay.runs()).isZero();
      assertThat(asked.runs()).isOne();
      drive.timetable.resume("probe/own");
      drive.timetable.resume("probe/delay");
      drive.pass(HOUR.plusMinutes(10), STEP);
      assertThat(own.runs()).isEqualTo(1);
      assertThat(delay.runs()).isEqualTo(1);
    }
  }

  @Test
  void thereIsNeverASecondRunOfOneJob() throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob hangs = hanging(drive, "hangs", Manner.HANGS);
      drive.tick();
      drive.timetable.runNow("probe/hangs");
      drive.settle();
      drive.pass(Duration.ofMinutes(3), STEP);
      assertThat(hangs.runs()).isOne();
      assertThatThrownBy(() -> drive.timetable.runNow("probe/hangs"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-JOB-008");
      assertThat(drive.status("hangs").trouble().map(Problem::code)).contains("HF-JOB-005");
    }
  }

  @Test
  void aJobEndsWithItsPlugin() throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob hangs = hanging(drive, "hangs", Manner.HANGS);
      drive.tick();
      drive.timetable.runNow("probe/hangs");
      drive.settle();
      drive.contributions.clear();
      drive.tick();
      await().until(() -> drive.runs("hangs", "ended") == 1);
      drive.pass(Duration.ofMinutes(5), STEP);
      assertThat(hangs.runs()).isOne();
      assertThat(drive.timetable.jobs()).isEmpty();
      assertThatThrownBy(() -> drive.timetable.job("probe/hangs"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-JOB-007");
    }
  }

  /** Requirement S0.5. */
  @Test
  void aThousandRestartsOfAPluginLeaveJobsAndThreadsConstant() throws Exception {
    try (Drive drive = drive(NOON)) {
      long threads = jobThreads();
      int runs = 0;
      for (int i = 0; i < 1_000; i++) {
        drive.contributions.clear();
        drive.simulated.clear();
        SimulatedJob hangs = hanging(drive, "hangs", Manner.HANGS);
        drive.quick("quick", "every 1 s");
        drive.timetable.tick();
        await()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> drive.status("hangs").state() == State.IDLE);
        drive.timetable.runNow("probe/hangs");
        drive.pass(STEP, STEP);
        runs += hangs.runs();
        assertThat(drive.timetable.jobs()).hasSize(2);
        // A run has ended a moment before its thread has.
        await()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> jobThreads() - threads <= 2);
      }
      assertThat(runs).isGreaterThanOrEqualTo(1_000);
      assertThat(drive.runs("hangs", "ended")).isGreaterThanOrEqualTo(999);
      drive.contributions.clear();
      drive.tick();
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
    try (Drive drive = drive(NOON)) {
      hanging(drive, "stubborn-1", Manner.STUBBORN);
      hanging(drive, "stubborn-2", Manner.STUBBORN);
      SimulatedJob quick = drive.quick("waits", "30 * * * *");
      drive.tick();
      drive.pass(Duration.ofMinutes(5), STEP);
      assertThat(drive.status("stubborn-1").state()).isEqualTo(State.RUNNING);
      drive.pass(Duration.ofMinutes(40), STEP);
      assertThat(drive.status("stubborn-1").trouble().map(Problem::code)).contains("HF-JOB-003");
      assertThat(drive.status("stubborn-1").trouble().orElseThrow().why()).contains("SimulatedJob");
      assertThat(quick.runs()).isOne();
      drive.simulated.getFirst().release();
      await().until(() -> drive.status("stubborn-1").state() == State.IDLE);
      assertThat(drive.timetable.history("probe/stubborn-1"))
          .singleElement()
          .satisfies(run -> assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT));
    }
  }

  @Test
  void whatWaitsForAThreadIsLateAndThenRuns() throws Exception {
    try (Drive drive = new Drive(directory, NOON, Drive.config(1, Map.of()))) {
      SimulatedJob slow =
          drive.add(
              new SimulatedJob(
                  "a-slow", "* * * * *", drive.clock, Manner.WORKS, Duration.ofMinutes(4)));
      SimulatedJob quick = drive.quick("b-quick", "* * * * *");
      drive.tick();
      drive.pass(Duration.ofMinutes(3), STEP);
      assertThat(drive.status("b-quick").state()).isEqualTo(State.WAITING);
      assertThat(drive.status("b-quick").trouble().map(Problem::code)).contains("HF-JOB-004");
      drive.pass(Duration.ofMinutes(2), STEP);
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
    try (Drive drive = new Drive(own, NOON, Drive.config(2, Map.of()))) {
      SimulatedJob job = drive.quick("jittered", "* * * * *");
      job.jitter = Duration.ofSeconds(30);
      drive.tick();
      drive.pass(HOUR.plusSeconds(50), STEP);
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
            Drive.PLUGIN,
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
    try (Drive drive = new Drive(directory, NOON, Drive.config(2, jobs))) {
      SimulatedJob quick = drive.quick("quick", "* * * * *");
      SimulatedJob wrong = drive.quick("wrong", "* * * * *");
      drive.tick();
      drive.pass(HOUR, STEP);
      assertThat(quick.runs()).isOne();
      assertThat(drive.status("quick").limit()).isEqualTo(Duration.ofMinutes(1));
      assertThat(wrong.runs()).isZero();
      assertThat(drive.status("wrong").trouble().map(Problem::code)).contains("HF-JOB-006");
    }
  }

  @Test
  void oneJobTooManyIsLeftOutAndSaid() throws Exception {
    try (Drive drive = drive(NOON)) {
      for (int i = 0; i < 21; i++) {
        drive.quick("job-" + i, "@hourly");
      }
      drive.tick();
      assertThat(drive.timetable.jobs()).hasSize(20);
      assertThat(drive.contributed.trouble().map(Problem::code)).contains("HF-JOB-009");
      drive.contributions.removeFirst();
      drive.tick();
      assertThat(drive.timetable.jobs()).hasSize(20);
      assertThat(drive.contributed.trouble()).isEmpty();
    }
  }

  @Test
  void theNextTimesAreToldInOrder() throws Exception {
    try (Drive drive = drive(NOON)) {
      drive.quick("night", "30 2 * * *");
      drive.tick();
      assertThat(drive.timetable.next("probe/night", 2))
          .containsExactly(
              Instant.parse("2026-06-22T00:30:00Z"), Instant.parse("2026-06-23T00:30:00Z"));
      List<JobRun> none = drive.timetable.history("probe/night");
      assertThat(none).isEmpty();
    }
  }

  @Test
  void aRunThatOutlivesTheSchedulerIsStillTheOnlyOne() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread old = Thread.ofPlatform().name("job probe/job").start(() -> awaitEnd(end));
    try (Drive drive = drive(NOON)) {
      SimulatedJob job = drive.quick("job", "* * * * *");
      drive.tick();
      drive.pass(Duration.ofMinutes(3), STEP);
      assertThat(job.runs()).isZero();
      assertThatThrownBy(() -> drive.timetable.runNow("probe/job"))
          .hasMessageContaining("HF-JOB-008");
      assertThat(drive.status("job").trouble().map(Problem::code)).contains("HF-JOB-003");
      end.countDown();
      old.join();
      drive.pass(Duration.ofMinutes(1), STEP);
      assertThat(job.runs()).isOne();
      assertThat(drive.status("job").trouble()).isEmpty();
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
