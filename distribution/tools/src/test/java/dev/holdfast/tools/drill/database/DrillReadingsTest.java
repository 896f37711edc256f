package dev.holdfast.tools.drill.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.tools.load.Comparison;
import dev.holdfast.tools.load.Latencies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a drill reads and how it judges. */
class DrillReadingsTest {
  private static final DrillLimits STRICT =
      new DrillLimits(
          Duration.ofMillis(1500),
          Duration.ofMillis(500),
          Duration.ofMillis(100),
          Duration.ofMillis(10));

  @Test
  void theStateIsFoundInTheOperatorsRouteAndInAHealthCheck() {
    assertThat(StateReading.parse(1, "{\"state\":\"down\",\"code\":\"HF-DB-002\",\"attempts\":3}"))
        .isEqualTo(new StateReading(1, "down", "HF-DB-002"));
    assertThat(
            StateReading.parse(
                2, "{\"status\":\"UP\",\"data\":{\"epoch\":1,\"state\":\"connected\"}}"))
        .isEqualTo(new StateReading(2, "connected", ""));
    assertThat(StateReading.parse(3, "{\"status\":\"UP\"}")).isNull();
    assertThat(StateReading.parse(4, "no JSON")).isNull();
  }

  @Test
  void theLogTellsWhenItWasLostAndFoundAgain(@TempDir Path base) throws Exception {
    Files.createDirectories(base.resolve("logs"));
    Files.writeString(
        base.resolve("logs/holdfast.log"),
        """
        2026-06-21T12:00:01.250+02:00 WARN  [w] d.h.database  It failed. Database connection lost - attempting recovery.
        	at something without a time: Database connection lost
        2026-06-21T12:00:09.500+02:00 INFO  [w] d.h.database  Database reconnected successfully!
        """);
    DrillLog log = DrillLog.of(base);

    assertThat(log.lost()).containsExactly(Instant.parse("2026-06-21T10:00:01.250Z"));
    assertThat(log.reconnected()).containsExactly(Instant.parse("2026-06-21T10:00:09.500Z"));
    assertThat(DrillLog.first(log.lost(), Instant.parse("2026-06-21T10:00:02Z"))).isEmpty();
    assertThat(DrillLog.of(base.resolve("nowhere")).lost()).isEmpty();
  }

  @Test
  void theEarlierOfStateAndLogIsWhenItWasNoticed() {
    Instant stop = Instant.parse("2026-06-21T10:00:00Z");
    DrillTimeline timeline = new DrillTimeline();
    timeline.stopBegins(0);
    DrillLog before = new DrillLog(List.of(stop.minusSeconds(5)), List.of());
    assertThat(new DrillMoments(timeline, before, stop).detected()).isEmpty();

    timeline.add(new StateReading(300_000_000, "down", "HF-DB-002"));
    assertThat(new DrillMoments(timeline, before, stop).detected()).hasValue(0.3);

    DrillLog log = new DrillLog(List.of(stop.plusMillis(250)), List.of());
    assertThat(new DrillMoments(timeline, log, stop).detected()).hasValue(0.25);
    assertThat(new DrillMoments(timeline, log, stop).states())
        .containsExactly("down HF-DB-002 at 0.30");
  }

  @Test
  void aGoodDrillPasses() {
    DrillResult good = result(0.2, 0.1, 0, sound());

    assertThat(STRICT.judge(good)).isEmpty();
    assertThat(good.text(List.of())).endsWith("PASS").contains("0.200 s", "0.100 s");
    assertThat(good.json(List.of()))
        .contains(
            "\"pass\":true",
            "\"stopSeconds\":0.1",
            "\"outageSeconds\":12.0",
            "\"noticedSeconds\":0.2",
            "\"errorsDuring\":3.0");
  }

  @Test
  void everythingThatPassesALimitIsNamed() {
    DrillResult bad = result(1.6, 0.7, 2, new Comparison(10, 9, 9, 1, 1, 0, 0, List.of()));

    List<String> findings = STRICT.judge(bad);

    assertThat(findings)
        .anyMatch(line -> line.contains("1 acknowledged events are no rows"))
        .anyMatch(line -> line.contains("1 rows are doubles"))
        .anyMatch(line -> line.contains("2 writes failed"))
        .anyMatch(line -> line.contains("noticed after 1.60 s"))
        .anyMatch(line -> line.contains("first row came after 0.70 s"))
        .hasSize(5);
    assertThat(bad.text(findings)).endsWith("FAIL");
  }

  @Test
  void aLimitOfZeroIsNotJudged() {
    DrillLimits none = new DrillLimits(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    assertThat(none.judge(result(100, 100, 0, sound()))).isEmpty();
  }

  private static Comparison sound() {
    return new Comparison(10, 10, 10, 0, 0, 0, 0, List.of());
  }

  private static DrillResult result(
      double detected, double recovered, double errors, Comparison comparison) {
    return new DrillResult(
        OptionalDouble.of(0.1),
        OptionalDouble.of(12),
        OptionalDouble.of(detected),
        OptionalDouble.of(recovered),
        OptionalDouble.of(3),
        OptionalDouble.of(errors),
        new Latencies(),
        new Latencies(),
        20,
        0,
        List.of("connected at -3.00"),
        1,
        1,
        true,
        comparison,
        0);
  }
}
