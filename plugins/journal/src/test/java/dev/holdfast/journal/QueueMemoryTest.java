package dev.holdfast.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.FaultyDisk;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for a disk that hangs costs no more heap than is allowed, however small it is. */
final class QueueMemoryTest {
  private static final long ALLOWED = 16 << 20;
  private static final long NOISE = 64 << 10;

  @TempDir Path folder;
  private final FaultyDisk disk = new FaultyDisk();

  @Test
  void smallEventsOneByOneAreRefusedBeforeTheyCostMoreThanIsAllowed() throws Exception {
    assertThat(heapWhenRefused(1)).isBetween(ALLOWED / 3, ALLOWED * 5 / 4);
  }

  @Test
  void smallEventsInGroupsAreRefusedBeforeTheyCostMoreThanIsAllowed() throws Exception {
    assertThat(heapWhenRefused(100)).isBetween(ALLOWED / 3, ALLOWED * 5 / 4);
  }

  /** The heap that is in use when the first group is refused, over what it was before. */
  private long heapWhenRefused(int events) throws Exception {
    JournalConfig config =
        JournalConfigs.withQueueSize(JournalConfigs.config(64 << 20, 1 << 30), new Size(ALLOWED));
    try (RunningJournal running = RunningJournal.open(disk, folder, config)) {
      SegmentedJournal journal = running.opened();
      journal.append(group(0, events)).join();
      disk.hang();
      CompletableFuture<?> first = journal.append(group(1, events));
      Awaitility.await().until(disk::hasFailed);
      long before = heap();
      CompletableFuture<?> last = first;
      int number = 1;
      while (!last.isCompletedExceptionally()) {
        last = journal.append(group(++number, events));
      }
      long after = heap();
      assertThat(last)
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("HF-JRN-002");
      assertThat(first).isNotDone();
      disk.heal();
      first.join();
      return after - before;
    }
  }

  /** What tests before this one left may take several collections to go. */
  private static long heap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int same = 0; same < 3; same++) {
      memory.gc();
      long used = memory.getHeapMemoryUsage().getUsed();
      if (used < least - NOISE) {
        same = 0;
      }
      least = Math.min(least, used);
    }
    return least;
  }

  private static List<Event> group(int number, int events) {
    List<Event> group = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      byte[] data = ("{\"v\":" + i + "}").getBytes(UTF_8);
      group.add(
          new Event("s", number + "-" + i, "t", null, null, Instant.EPOCH, new byte[0], data));
    }
    return group;
  }
}
