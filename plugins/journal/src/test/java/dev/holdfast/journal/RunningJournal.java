package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** A journal with the thread that the kernel would give it. */
public final class RunningJournal implements AutoCloseable {
  private final SegmentedJournal journal;
  private final Thread committer;

  private RunningJournal(SegmentedJournal journal) {
    this.journal = journal;
    this.committer = Thread.ofPlatform().name("committer").start(this::run);
  }

  public static RunningJournal open(Path folder) throws IOException {
    return open(new LocalDisk(), folder, JournalConfigs.config(1 << 20, 1 << 30));
  }

  public static RunningJournal open(Disk disk, Path folder, JournalConfig config)
      throws IOException {
    return new RunningJournal(
        SegmentedJournal.open(
            disk,
            folder,
            config,
            InstantSource.system(),
            System::nanoTime,
            new SecureRandom()::nextLong));
  }

  public Journal journal() {
    return journal;
  }

  /** With what it offers beyond the contract. */
  SegmentedJournal opened() {
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
