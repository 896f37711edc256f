package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.deadletters.DeadLetters;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** A journal without threads: its workers do a round when they are told to. */
public final class SteppedJournal {
  private final SegmentedJournal journal;

  private SteppedJournal(SegmentedJournal journal) {
    this.journal = journal;
  }

  public static SteppedJournal open(
      Disk disk,
      Path folder,
      JournalConfig config,
      InstantSource clock,
      LongSupplier ticker,
      LongSupplier random)
      throws IOException {
    return new SteppedJournal(SegmentedJournal.open(disk, folder, config, clock, ticker, random));
  }

  public CompletableFuture<Position> queue(List<Event> events) {
    return journal.append(events);
  }

  /** Commits all that is queued. */
  public void commit() throws InterruptedException {
    while (journal.queuedBytes() > 0) {
      journal.step();
    }
  }

  /** One round of the housekeeper. */
  public String tidy() throws IOException, InterruptedException {
    journal.tidy();
    return journal.checkFiles();
  }

  public JournalReader reader(String name) {
    return journal.reader(name);
  }

  public Position start() {
    return journal.start();
  }

  public SegmentedLog log() {
    return journal.log();
  }

  public DeadLetters deadLetters() {
    return journal.deadLetters();
  }

  public void close() throws IOException {
    journal.close();
  }
}
