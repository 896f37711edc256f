package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

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

  @TempDir Path directory;

  private Drive drive(Instant start) throws Exception {
    return new Drive(directory, start, Drive.config(2, Map.of()));
  }

  @Test
  void aClockThatIsSetBackAnHourBringsNothingTwice() throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob hourly = drive.quick("hourly", "0 0-23 * * *");
      SimulatedJob delay = drive.quick("delay", "every 30 min");
      drive.tick();
      drive.pass(Duration.ofMinutes(150), STEP);
      assertThat(hourly.runs()).isEqualTo(2);
      drive.clock.advance(HOUR.negated());
      drive.pass(HOUR, STEP);
      assertThat(hourly.runs()).as("the clock shows again what it showed").isEqualTo(2);
      assertThat(delay.runs()).as("real time goes on").isEqualTo(7);
      drive.pass(HOUR, STEP);
      assertThat(hourly.starts)
          .containsExactly(
              NOON.plus(HOUR), NOON.plus(HOUR.multipliedBy(2)), NOON.plus(HOUR.multipliedBy(3)));
    }
  }

  @Test
  void aClockThatIsSetBackStopsNoIntervalAndBringsNoTimeOfDayTwice() throws Exception {
    Instant beforeHalfPastThree = Instant.parse("2026-06-21T01:20:00Z");
    try (Drive drive = drive(beforeHalfPastThree)) {
      SimulatedJob minutely = drive.quick("minutely", "* * * * *");
      SimulatedJob hourly = drive.quick("hourly", "@hourly");
      SimulatedJob night = drive.quick("night", "30 3 * * *");
      drive.tick();
      drive.pass(Duration.ofMinutes(70), STEP);
      assertThat(List.of(minutely.runs(), hourly.runs(), night.runs())).containsExactly(70, 1, 1);
      drive.clock.advance(HOUR.negated());
      drive.pass(Duration.ofMinutes(70), STEP);
      assertThat(minutely.runs()).as("each minute of real time").isEqualTo(140);
      assertThat(hourly.runs()).isEqualTo(2);
      assertThat(night.runs()).as("it is half past three again").isOne();
      drive.pass(Duration.ofHours(24), Duration.ofMinutes(1));
      assertThat(night.runs()).isEqualTo(2);
    }
  }

  @Test
  void aCorrectionOfAMomentBringsNoTimeTwice() throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob minutely = drive.quick("minutely", "* * * * *");
      drive.tick();
      drive.pass(Duration.ofMinutes(1), STEP);
      assertThat(minutely.runs()).isOne();
      drive.clock.advance(Duration.ofSeconds(-5));
      drive.pass(Duration.ofSeconds(20), Duration.ofSeconds(1));
      assertThat(minutely.runs()).isOne();
    }
  }

  @Test
  void aClockThatWasAYearAheadIsNotWaitedFor() throws Exception {
    try (Drive drive = drive(NOON)) {
      SimulatedJob hourly = drive.quick("hourly", "@hourly");
      drive.tick();
      drive.pass(HOUR, STEP);
      drive.clock.advance(Duration.ofDays(-365));
      drive.pass(HOUR, STEP);
      assertThat(hourly.runs()).isEqualTo(2);
    }
  }
}
