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
    return open(new LocalDisk(), folder, JournalConfigs.config(1 << 20, 1 << 30));
  }

  static Driven open(Disk disk, Path folder, JournalConfig config) throws IOException {
    return new Driven(
        SegmentedJournal.open(disk, folder, config, InstantSource.system(), System::nanoTime));
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
