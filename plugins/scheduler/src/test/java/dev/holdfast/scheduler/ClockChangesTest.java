package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.MemoryFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs do when somebody sets the clock back. */
final class ClockChangesTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir(factory = MemoryFolder.class)
  Path directory;

  private RunningScheduler running(Instant start) throws Exception {
    return new RunningScheduler(directory, start, RunningScheduler.config(2, Map.of()));
  }

  @Test
  void aClockThatIsSetBackAnHourBringsNothingTwice() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob hourly = running.quick("hourly", "0 0-23 * * *");
      SimulatedJob delay = running.quick("delay", "every 30 min");
      running.tick();
      running.pass(Duration.ofMinutes(150), STEP);
      assertThat(hourly.runs()).isEqualTo(2);
      running.clock.advance(HOUR.negated());
      running.pass(HOUR, STEP);
      assertThat(hourly.runs()).as("the clock shows again what it showed").isEqualTo(2);
      assertThat(delay.runs()).as("real time goes on").isEqualTo(7);
      running.pass(HOUR, STEP);
      assertThat(hourly.starts)
          .containsExactly(
              NOON.plus(HOUR), NOON.plus(HOUR.multipliedBy(2)), NOON.plus(HOUR.multipliedBy(3)));
    }
  }

  @Test
  void aClockThatIsSetBackStopsNoIntervalAndBringsNoTimeOfDayTwice() throws Exception {
    Instant beforeHalfPastThree = Instant.parse("2026-06-21T01:20:00Z");
    try (RunningScheduler running = running(beforeHalfPastThree)) {
      SimulatedJob minutely = running.quick("minutely", "* * * * *");
      SimulatedJob hourly = running.quick("hourly", "@hourly");
      SimulatedJob night = running.quick("night", "30 3 * * *");
      running.tick();
      running.pass(Duration.ofMinutes(70), STEP);
      assertThat(List.of(minutely.runs(), hourly.runs(), night.runs())).containsExactly(70, 1, 1);
      running.clock.advance(HOUR.negated());
      running.pass(Duration.ofMinutes(70), STEP);
      assertThat(minutely.runs()).as("each minute of real time").isEqualTo(140);
      assertThat(hourly.runs()).isEqualTo(2);
      assertThat(night.runs()).as("it is half past three again").isOne();
      running.pass(Duration.ofHours(24), Duration.ofMinutes(1));
      assertThat(night.runs()).isEqualTo(2);
    }
  }

  @Test
  void aCorrectionOfAMomentBringsNoTimeTwice() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob minutely = running.quick("minutely", "* * * * *");
      running.tick();
      running.pass(Duration.ofMinutes(1), STEP);
      assertThat(minutely.runs()).isOne();
      running.clock.advance(Duration.ofSeconds(-5));
      running.pass(Duration.ofSeconds(20), Duration.ofSeconds(1));
      assertThat(minutely.runs()).isOne();
    }
  }

  @Test
  void aClockThatWasAYearAheadIsNotWaitedFor() throws Exception {
    try (RunningScheduler running = running(NOON)) {
      SimulatedJob hourly = running.quick("hourly", "@hourly");
      running.tick();
      running.pass(HOUR, STEP);
      running.clock.advance(Duration.ofDays(-365));
      running.pass(HOUR, STEP);
      assertThat(hourly.runs()).isEqualTo(2);
    }
  }
}
