package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.support.FileTree;
import dev.holdfast.testkit.Events;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The journal beside the disk's own limit, in one run: a loop of append and force, then producers
 * that each wait for their acknowledgement, then bulk, then reading. Not a test: figures of a
 * shared machine prove nothing.
 */
final class JournalBench {
  private static final int CHARACTERS = 230;
  private static final Duration WINDOW = Duration.ofSeconds(2);

  private JournalBench() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "bench");
    try {
      for (int round = 1; round <= 2; round++) {
        System.out.println("round " + round);
        plain(folder.resolve("plain" + round));
        for (int producers : new int[] {1, 8, 256}) {
          journal(folder.resolve("journal" + round + "-" + producers), producers);
        }
        bulk(folder.resolve("bulk" + round));
      }
    } finally {
      FileTree.delete(folder);
    }
  }

  private static void plain(Path path) throws Exception {
    long[] nanos = new long[1 << 20];
    int count = 0;
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer record = ByteBuffer.allocateDirect(330);
      long end = System.nanoTime() + WINDOW.toNanos();
      for (long now = System.nanoTime(); now < end; count++) {
        file.write(record.clear());
        file.force(false);
        long after = System.nanoTime();
        nanos[count % nanos.length] = after - now;
        now = after;
      }
    }
    print("append + force loop, 330 bytes", count, nanos, count);
  }

  private static void journal(Path folder, int producers) throws Exception {
    long[] nanos = new long[1 << 22];
    AtomicLong count = new AtomicLong();
    try (RunningJournal open =
        RunningJournal.open(new LocalDisk(), folder, JournalConfigs.config(64 << 20, 8L << 30))) {
      long end = System.nanoTime() + WINDOW.toNanos();
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        Event event = Events.sized("producer-" + p, "1", CHARACTERS);
        threads.add(
            Thread.startVirtualThread(() -> {
              for (long now = System.nanoTime(); now < end; ) {
                open.journal().append(List.of(event)).join();
                long after = System.nanoTime();
                nanos[(int) (count.getAndIncrement() % nanos.length)] = after - now;
                now = after;
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    print("journal, " + producers + " producers", count.get(), nanos, count.intValue());
  }

  private static void bulk(Path folder) throws Exception {
    int events = 1_000_000;
    try (RunningJournal open =
        RunningJournal.open(new LocalDisk(), folder, JournalConfigs.config(64 << 20, 8L << 30))) {
      List<Event> group = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        group.add(Events.sized("bulk", String.valueOf(i), CHARACTERS));
      }
      long start = System.nanoTime();
      for (int i = 0; i < events; i += group.size()) {
        if (i % (group.size() * 64) == 0) {
          open.journal().append(group).join();
        } else {
          open.journal().append(group).whenComplete((position, failure) -> {}).isDone();
        }
      }
      open.journal().append(group).join();
      System.out.printf("  bulk, groups of 500: %,.0f events/s%n", rate(events, start));
      read(open, events);
    }
    long start = System.nanoTime();
    RunningJournal.open(new LocalDisk(), folder, JournalConfigs.config(64 << 20, 8L << 30)).close();
    System.out.printf("  open and close again: %.3f s%n", (System.nanoTime() - start) / 1e9);
  }

  private static void read(RunningJournal open, int events) throws InterruptedException {
    try (JournalReader reader = open.journal().reader("r")) {
      long start = System.nanoTime();
      int count = 0;
      while (count < events) {
        List<Entry> some = reader.read(1000, Duration.ofSeconds(1));
        count += some.size();
        reader.commit(some.getLast().next());
      }
      System.out.printf("  read and commit, batches of 1000: %,.0f events/s%n", rate(count, start));
    }
  }

  private static double rate(long count, long start) {
    return count * 1e9 / (System.nanoTime() - start);
  }

  private static void print(String what, long count, long[] nanos, int samples) {
    long[] sorted = Arrays.copyOf(nanos, Math.min(samples, nanos.length));
    Arrays.sort(sorted);
    System.out.printf(
        "  %s: %,.0f events/s, p50 %.3f ms, p99 %.3f ms%n",
        what,
        count / (double) WINDOW.toSeconds(),
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6);
  }
}
