package dev.holdfast.memorywatchdog.ladder;

import dev.holdfast.memorywatchdog.ladder.LadderConfig.Rung;
import java.time.Duration;

/** Ladders for tests. */
public final class Ladders {
  private Ladders() {}

  /** As in the reference, with one dwell for all. */
  public static LadderConfig dwelling(Duration dwell) {
    return new LadderConfig(
        Duration.ofMinutes(30),
        new Rung(70, 65, dwell),
        new Rung(75, 70, dwell),
        new Rung(80, 74, dwell),
        new Rung(84, 76, dwell),
        new Rung(87, 78, dwell),
        new Rung(90, 85, dwell));
  }
}
