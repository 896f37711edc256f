package dev.holdfast.memorywatchdog.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.ManualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Deciding takes a fixed amount of memory: a day of looks, and a heap as before. */
final class LadderFootprintTest {
  private static final int LOOKS_OF_A_DAY = 172_800;

  private final ManualClock clock = new ManualClock();
  private final Ladder ladder = new Ladder(Ladders.dwelling(Duration.ZERO), 0);
  private final GcTrigger gcTrigger =
      new GcTrigger(Ladders.dwelling(Duration.ZERO), Duration.ofHours(1), 100, () -> {}, 0);

  private void look() {
    clock.advance(Duration.ofMillis(500));
    long now = clock.nanoTime();
    Pressure pressure = new Pressure(0.3, now, "");
    ladder.look(now, pressure, Step.CALM);
    gcTrigger.look(now, ladder.step(), pressure, new GcTrigger.UpperBounds(0.3, 0.5));
  }

  private static long live() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void aDayOfLooksLeavesNothingBehind() {
    for (int i = 0; i < 2_000; i++) {
      look();
    }
    long before = live();
    for (int i = 0; i < LOOKS_OF_A_DAY; i++) {
      look();
    }
    assertThat(live() - before).isLessThan(1L << 20);
  }
}
