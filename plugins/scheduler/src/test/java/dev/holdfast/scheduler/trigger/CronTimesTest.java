package dev.holdfast.scheduler.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks in Berlin jump on 29 March 2026 from 2:00 to 3:00, on 25 October from 3:00 to 2:00. */
final class CronTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant BEFORE_SPRING = Instant.parse("2026-03-28T23:00:00Z");
  private static final Instant BEFORE_AUTUMN = Instant.parse("2026-10-24T22:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/15 * * * *    | 2026-06-21T12:00:00Z | 2026-06-21T12:15:00Z",
        "0 3 * * *       | 2026-06-21T12:00:00Z | 2026-06-22T03:00:00Z",
        "30 2 1 * *      | 2026-06-21T12:00:00Z | 2026-07-01T02:30:00Z",
        "0 0 * * 0       | 2026-06-21T12:00:00Z | 2026-06-28T00:00:00Z",
        "0 9 * * mon-fri | 2026-06-19T12:00:00Z | 2026-06-22T09:00:00Z",
        "0 0 13 * 5      | 2026-06-21T12:00:00Z | 2026-06-26T00:00:00Z",
        "0 0 29 2 *      | 2026-06-21T12:00:00Z | 2028-02-29T00:00:00Z",
        "*/10 * * * * ?  | 2026-06-21T12:00:01Z | 2026-06-21T12:00:10Z",
        "0 30 2 * * ?    | 2026-06-21T12:00:00Z | 2026-06-22T02:30:00Z",
        "0 0 8 L * ?     | 2026-06-21T12:00:00Z | 2026-06-30T08:00:00Z",
        "0 0 8 ? * 2#1   | 2026-06-21T12:00:00Z | 2026-07-06T08:00:00Z",
        "0 0 0 1 1 ? 2030| 2026-06-21T12:00:00Z | 2030-01-01T00:00:00Z",
        "@hourly         | 2026-06-21T12:00:00Z | 2026-06-21T13:00:00Z",
        "@daily          | 2026-06-21T12:00:00Z | 2026-06-22T00:00:00Z",
        "@weekly         | 2026-06-21T12:00:00Z | 2026-06-28T00:00:00Z",
        "@monthly        | 2026-06-21T12:00:00Z | 2026-07-01T00:00:00Z",
        "@yearly         | 2026-06-21T12:00:00Z | 2027-01-01T00:00:00Z"
      })
  void readsBothFormsAndTheNicknames(String cron, Instant after, Instant next) {
    assertThat(CronTimes.parse(cron, ZoneOffset.UTC).next(after)).contains(next);
    assertThat(CronTimes.parse(cron, ZoneOffset.UTC).next(next.minusNanos(1))).contains(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "* * * *", "60 * * * *", "a b c d e", "0 0 0 0 0 0 0 0", "@never"})
  void refusesWhatItCannotRead(String cron) {
    assertThatThrownBy(() -> CronTimes.parse(cron, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 0 1 1 ? 2020"})
  void hasNoEndlessSearchForATimeThatNeverComes(String cron) {
    assertThat(CronTimes.parse(cron, ZoneOffset.UTC).next(BEFORE_SPRING)).isEmpty();
  }

  @Test
  void aTimeOfDayThatDoesNotExistRunsAtTheJump() {
    assertThat(day("30 2 * * *", BEFORE_SPRING, 23)).containsExactly("03:00+02:00");
    assertThat(day("0,30 2 * * *", BEFORE_SPRING, 23)).containsExactly("03:00+02:00");
    assertThat(day("0 3 * * *", BEFORE_SPRING, 23)).containsExactly("03:00+02:00");
    assertThat(day("59 1 * * *", BEFORE_SPRING, 23)).containsExactly("01:59+01:00");
    assertThat(day("0 30 2 * * ?", BEFORE_SPRING, 23)).containsExactly("03:00+02:00");
  }

  @Test
  void aTimeOfDayThatExistsTwiceRunsTheFirstTime() {
    assertThat(day("30 2 * * *", BEFORE_AUTUMN, 25)).containsExactly("02:30+02:00");
    assertThat(day("0,30 2,3 * * *", BEFORE_AUTUMN, 25))
        .containsExactly("02:00+02:00", "02:30+02:00", "03:00+01:00", "03:30+01:00");
  }

  @Test
  void intervalsFollowRealTime() {
    assertThat(day("*/10 * * * *", BEFORE_SPRING, 23)).hasSize(23 * 6);
    assertThat(day("*/10 * * * *", BEFORE_AUTUMN, 25)).hasSize(25 * 6);
    assertThat(day("@hourly", BEFORE_AUTUMN, 5))
        .containsExactly("01:00+02:00", "02:00+02:00", "02:00+01:00", "03:00+01:00", "04:00+01:00");
    assertThat(day("0 30 * * * ?", BEFORE_SPRING, 4))
        .containsExactly("00:30+01:00", "01:30+01:00", "03:30+02:00", "04:30+02:00");
  }

  /** From 0:00 on, its end included. */
  private static List<String> day(String cron, Instant start, int hours) {
    CronTimes times = CronTimes.parse(cron, BERLIN);
    Instant end = start.plus(Duration.ofHours(hours));
    List<String> all = new ArrayList<>();
    for (Instant time = times.next(start).orElseThrow();
        !time.isAfter(end);
        time = times.next(time).orElseThrow()) {
      ZonedDateTime local = time.atZone(BERLIN);
      all.add(local.toLocalTime() + local.getOffset().toString());
    }
    return all;
  }
}
