package dev.holdfast.memorywatchdog.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.memorywatchdog.MemoryWatchdogPlugin;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.PluginHarness;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each sensor, with what is really there where that can be had. */
final class SensorsTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path directory;

  private static Map<String, Object> details(Sensor sensor) {
    Map<String, Object> details = new LinkedHashMap<>();
    sensor.describe(details);
    return details;
  }

  @Test
  void theResidentMemoryOfThisProcessIsReadAndItsLimitIsThatOfTheMachine() {
    ResidentMemory resident = ResidentMemory.ofThisProcess(100);
    assertThat(resident.look(0)).isNull();
    assertThat(resident.bytes()).isBetween(20L << 20, 8L << 30);
    assertThat((Long) details(resident).get("rssLimitBytes")).isGreaterThan(resident.bytes());
  }

  @Test
  void aContainerThatIsNearlyFullIsNamedWithBothFigures() throws Exception {
    Path status = directory.resolve("status");
    Files.writeString(status, "VmPeak: 9 kB\nVmRSS:\t   475136 kB\n");
    ResidentMemory resident = new ResidentMemory(status, () -> 512L << 20, 90);
    assertThat(resident.look(0))
        .extracting(Problem::sentence)
        .asString()
        .contains("HF-MEM-010", "464 MiB of 512 MiB");
  }

  @Test
  void buffersOutsideOfTheHeapAreSeen() {
    OffHeapMemory direct = OffHeapMemory.direct(100);
    direct.look(0);
    long before = direct.bytes();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10 << 20);
    direct.look(0);
    assertThat(direct.bytes() - before).isGreaterThanOrEqualTo(buffer.capacity());
    OffHeapMemory small = new OffHeapMemory("direct", direct::bytes, 11L << 20, 85);
    assertThat(small.look(0)).extracting(Problem::code).isEqualTo("HF-MEM-009");
  }

  @Test
  void openFilesAreCountedAndTheirEndIsTold() {
    FileDescriptors open = FileDescriptors.ofThisProcess(100);
    assertThat(open.look(0)).isNull();
    assertThat((Long) details(open).get("descriptors")).isPositive();
    AtomicLong count = new AtomicLong(79);
    FileDescriptors scarce = new FileDescriptors(count::get, () -> 100, 80);
    assertThat(scarce.look(0)).isNull();
    count.set(80);
    assertThat(scarce.look(0)).extracting(Problem::why).asString().contains("80 of 100");
    count.set(78);
    assertThat(scarce.look(0)).as("a little less is not well again").isNotNull();
    count.set(75);
    assertThat(scarce.look(0)).isNull();
  }

  @Test
  void whenNotEvenTheCountCanBeTakenAllAreInUse() {
    FileDescriptors none =
        new FileDescriptors(
            () -> {
              throw new InternalError("Unable to open directory /proc/self/fd");
            },
            () -> 1_024,
            80);
    assertThat(none.look(0))
        .extracting(Problem::sentence)
        .asString()
        .contains("HF-MEM-011", "1024 of 1024");
  }

  @Test
  void aFigureThatCannotBeReadAnyMoreIsNotWellForThat() throws Exception {
    Path status = directory.resolve("status");
    Files.writeString(status, "VmRSS:\t   475136 kB\n");
    ResidentMemory resident = new ResidentMemory(status, () -> 512L << 20, 90);
    assertThat(resident.look(0)).isNotNull();
    Files.delete(status);
    assertThat(resident.look(SECOND)).isNotNull();
  }

  @Test
  void aSensorThatThrowsCostsOnlyItself() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new MemoryWatchdogPlugin())) {
      Sensor broken =
          new FileDescriptors(
              () -> 0,
              () -> {
                throw new InternalError("planned");
              },
              80);
      Sensor scarce = new PlatformThreads(() -> 600, 500);
      new ResourceWatch(harness.context(), List.of(broken, scarce)).look(0);
      assertThat(harness.alerts()).containsOnlyKeys("threads");
    }
  }

  @Test
  void theBundleOfATroubleStandsInItsAlertForAsLongAsItLasts() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new MemoryWatchdogPlugin())) {
      AtomicLong count = new AtomicLong(600);
      ResourceWatch watch =
          new ResourceWatch(harness.context(), List.of(new PlatformThreads(count::intValue, 500)));
      watch.captureWith((kind, why) -> Optional.of("20260621T120000Z-" + kind));
      for (int i = 0; i < 2; i++) {
        watch.look(i * (5 * SECOND));
        assertThat(harness.alerts().get("threads"))
            .extracting(alert -> alert.problem().why())
            .asString()
            .endsWith(", bundle 20260621T120000Z-threads");
      }
      watch.end();
      count.set(100);
      watch.look(10 * SECOND);
      assertThat(harness.alerts()).as("it is another watch's by now").containsKey("threads");
    }
  }

  @Test
  void threadsThatBecomeMoreAndMoreAreToldWithTheirGrowth() {
    AtomicLong count = new AtomicLong(100);
    PlatformThreads threads = new PlatformThreads(count::intValue, 500);
    for (int i = 0; i < 100; i++) {
      count.addAndGet(3);
      threads.look(30L * i * SECOND);
    }
    count.set(600);
    assertThat(threads.look(100 * 30 * SECOND))
        .extracting(Problem::sentence)
        .asString()
        .contains("HF-MEM-012", "600");
    assertThat((Long) details(threads).get("threadsMorePerHour")).isBetween(300L, 450L);
  }

  @Test
  void threadsThatWaitForEachOtherAreNamedWithTheirPlugin() throws Exception {
    ReentrantLock one = new ReentrantLock();
    ReentrantLock other = new ReentrantLock();
    CountDownLatch both = new CountDownLatch(2);
    Thread first = deadlocking("first-of-two", one, other, both);
    Thread second = deadlocking("second-of-two", other, one, both);
    try {
      Deadlocks deadlocks =
          new Deadlocks(
              ManagementFactory.getThreadMXBean(),
              name ->
                  name.equals(SensorsTest.class.getName())
                      ? Optional.of("testing")
                      : Optional.empty(),
              0);
      await().until(() -> deadlocks.look(0) != null);
      assertThat(deadlocks.look(0))
          .extracting(Problem::sentence)
          .asString()
          .contains("HF-MEM-013", "first-of-two (plugin testing", "which second-of-two holds")
          .contains("holdfast plugins restart testing.");
    } finally {
      first.interrupt();
      second.interrupt();
      first.join();
      second.join();
    }
  }

  private static Thread deadlocking(
      String name, ReentrantLock mine, ReentrantLock yours, CountDownLatch both) {
    return Thread.ofPlatform()
        .name(name)
        .start(() -> {
          mine.lock();
          try {
            both.countDown();
            both.await();
            yours.lockInterruptibly();
            yours.unlock();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            mine.unlock();
          }
        });
  }

  @Test
  void aDiskThatFillsUpIsToldHoursBefore() {
    AtomicLong room = new AtomicLong(100L << 30);
    DiskSpace disk = new DiskSpace(room::get, Size.ofMebibytes(1024), Duration.ofHours(6));
    long step = 20 * SECOND;
    // 5 MiB a second: 100 GiB last for 5.7 hours.
    for (int i = 0; i < 28; i++) {
      assertThat(disk.look(i * step)).as("after %d readings", i).isNull();
      room.addAndGet(-(100L << 20));
    }
    for (int i = 28; i < 35; i++) {
      disk.look(i * step);
      room.addAndGet(-(100L << 20));
    }
    assertThat(disk.look(35 * step))
        .extracting(Problem::sentence)
        .asString()
        .contains("HF-MEM-014", "5 h");
  }

  @Test
  void aDiskThatIsNearlyFullIsToldAtOnce() {
    AtomicLong room = new AtomicLong(500L << 20);
    DiskSpace disk = new DiskSpace(room::get, Size.ofMebibytes(1024), Duration.ZERO);
    assertThat(disk.look(0)).extracting(Problem::why).asString().startsWith("500 MiB are left");
    room.set(1050L << 20);
    assertThat(disk.look(SECOND)).isNotNull();
    room.set(2048L << 20);
    assertThat(disk.look(2 * SECOND)).isNull();
    DiskSpace here = DiskSpace.of(directory, new Size(1), Duration.ZERO);
    assertThat(here.look(0)).isNull();
    assertThat((Long) details(here).get("diskBytes")).isPositive();
  }

  @Test
  void aClockThatIsSetBackAnHourIsSeenAndForgottenAfterAWhile() {
    ManualClock clock = new ManualClock();
    AtomicLong ticks = new AtomicLong();
    ClockStepDetector detector =
        new ClockStepDetector(clock, ticks::get, Duration.ofSeconds(5), Duration.ofMinutes(10));
    assertThat(detector.look(0)).isNull();
    clock.advance(Duration.ofSeconds(5));
    ticks.set(5 * SECOND);
    assertThat(detector.look(0)).as("a step that began long before").isNull();
    clock.advance(Duration.ofSeconds(5).minusHours(1).plusMillis(1));
    ticks.set(10 * SECOND);
    assertThat(detector.look(10 * SECOND))
        .extracting(Problem::sentence)
        .asString()
        .contains("HF-MEM-015", "60 min back");
    clock.advance(Duration.ofMinutes(10));
    ticks.set(610 * SECOND);
    assertThat(detector.look(610 * SECOND)).isNull();
    assertThat(detector.jumps()).isEqualTo(1);
  }

  @Test
  void standingStillForTheCollectorIsMeasuredAsAShare() {
    AtomicLong stood = new AtomicLong();
    GcPauseShare pauses = new GcPauseShare(stood::get, 30);
    for (int i = 0; i < 20; i++) {
      assertThat(pauses.look(5L * i * SECOND)).isNull();
      stood.addAndGet(SECOND);
    }
    for (int i = 20; i < 40; i++) {
      pauses.look(5L * i * SECOND);
      stood.addAndGet(2 * SECOND);
    }
    assertThat(pauses.look(40 * 5 * SECOND))
        .extracting(Problem::sentence)
        .asString()
        .contains("HF-MEM-008", "40 %");
  }
}
