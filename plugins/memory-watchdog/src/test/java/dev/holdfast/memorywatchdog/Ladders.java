package dev.holdfast.memorywatchdog;

import dev.holdfast.memorywatchdog.LadderConfig.Rung;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.List;

/** Configurations for tests. */
final class Ladders {
  private Ladders() {}

  /** As in the reference, with one dwell for all. */
  static LadderConfig dwelling(Duration dwell) {
    return new LadderConfig(
        Duration.ofMinutes(30),
        new Rung(70, 65, dwell),
        new Rung(75, 70, dwell),
        new Rung(80, 74, dwell),
        new Rung(84, 76, dwell),
        new Rung(87, 78, dwell),
        new Rung(90, 85, dwell));
  }

  static WatchdogConfig config(LadderConfig ladder) {
    return new WatchdogConfig(
        Duration.ofMillis(100),
        ladder,
        Duration.ofHours(1),
        100,
        Duration.ofSeconds(2),
        new PauseConfig(
            List.of(), List.of("journal"), List.of("event-store"), 2, Duration.ofHours(1)),
        new RestartConfig(RestartConfig.When.ALWAYS, 2, Duration.ofHours(1)),
        new ResourceConfig(
            Duration.ofMillis(100),
            30,
            85,
            90,
            80,
            10_000,
            Duration.ofMillis(100),
            new Size(1024),
            Duration.ZERO,
            Duration.ofSeconds(5)),
        new IncidentConfig(
            3,
            Size.ofMebibytes(50),
            Size.ofMebibytes(1),
            new Size(4096),
            Duration.ofMinutes(10),
            true));
  }
}
