package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.JournalContract;
import dev.holdfast.testkit.OpenJournal;
import java.io.IOException;
import java.nio.file.Path;

/** The journal keeps every promise of the contract. */
final class SegmentedJournalTest implements JournalContract {

  @Override
  public OpenJournal open(Path folder) throws IOException {
    return openWithRoomFor(folder, 64 << 20);
  }

  @Override
  public OpenJournal openWithRoomFor(Path folder, long bytes) throws IOException {
    RunningJournal running =
        RunningJournal.open(new LocalDisk(), folder, JournalConfigs.config(1 << 20, bytes));
    return new OpenJournal(running.journal(), running);
  }

  @Override
  public Event tooLarge() {
    return Events.sized("a", "giant", 2 << 20);
  }
}
