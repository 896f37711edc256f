package dev.holdfast.memorywatchdog.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Size;
import dev.holdfast.testkit.ManualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Watching takes a fixed amount of memory: a day of looks, and a heap as before. */
final class SensorFootprintTest {
  private static final int LOOKS_OF_A_DAY = 172_800;

  private final ManualClock clock = new ManualClock();
  private final LiveHeap heap = LiveHeap.ofThisProcess();
  private final GcPauseShare pauses = GcPauseShare.ofThisProcess(100);
  private final DiskSpace disk = new DiskSpace(() -> 1L << 40, new Size(1), Duration.ZERO);
  private final PlatformThreads threads = PlatformThreads.ofThisProcess(1_000_000);
  private final ClockStepDetector detector =
      new ClockStepDetector(clock, clock::nanoTime, Duration.ofSeconds(5), Duration.ofMinutes(10));

  private double used;

  private void look() {
    clock.advance(Duration.ofMillis(500));
    long now = clock.nanoTime();
    heap.look(now);
    used = heap.used();
    pauses.look(now);
    disk.look(now);
    threads.look(now);
    detector.look(now);
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
    assertThat(used).isPositive();
  }
}
