package dev.holdfast.journal;

import dev.holdfast.spi.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A journal with the thread that the kernel would give it. */
final class Driven implements AutoCloseable {
  private final SegmentedJournal journal;
  private final Thread committer;

  private Driven(SegmentedJournal journal) {
    this.journal = journal;
    this.committer = Thread.ofPlatform().name("committer").start(this::run);
  }

  static Driven open(Path folder) throws IOException {
    return open(new LocalDisk(), folder, config(1 << 20, 1 << 30));
  }

  static Driven open(Disk disk, Path folder, JournalConfig config) throws IOException {
    return new Driven(
        SegmentedJournal.open(disk, folder, config, InstantSource.system(), System::nanoTime));
  }

  static JournalConfig config(long segmentSize, long maxSize) {
    return config(segmentSize, maxSize, Duration.ofHours(1));
  }

  static JournalConfig config(long segmentSize, long maxSize, Duration retention) {
    return new JournalConfig(
        new Size(segmentSize),
        new Size(maxSize),
        new Size(0),
        retention,
        List.of("event-store"),
        Size.ofMebibytes(64),
        Size.ofMebibytes(2),
        Size.ofMebibytes(1),
        Size.ofMebibytes(8),
        new Size(256 << 10),
        Duration.ZERO,
        Duration.ofMillis(10));
  }

  static JournalConfig withQueueSize(JournalConfig config, Size queueSize) {
    return with(config, queueSize, config.deadLetterSize());
  }

  static JournalConfig withDeadLetterSize(JournalConfig config, Size deadLetterSize) {
    return with(config, config.queueSize(), deadLetterSize);
  }

  private static JournalConfig with(JournalConfig config, Size queueSize, Size deadLetterSize) {
    return new JournalConfig(
        config.segmentSize(),
        config.maxSize(),
        config.keepFree(),
        config.retention(),
        config.holdingReaders(),
        queueSize,
        config.commitSize(),
        config.recordSize(),
        config.readSize(),
        deadLetterSize,
        config.deadLetterRetention(),
        config.placeSync());
  }

  SegmentedJournal journal() {
    return journal;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    journal.close();
    committer.interrupt();
    committer.join();
  }

  private void run() {
    try {
      while (true) {
        journal.step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
