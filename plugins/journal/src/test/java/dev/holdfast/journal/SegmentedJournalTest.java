package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.FaultyDisk;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.journal.JournalContract;
import dev.holdfast.testkit.journal.OpenJournal;
import dev.holdfast.testkit.journal.UnreliableJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The journal keeps every promise of the contract. */
final class SegmentedJournalTest implements JournalContract {

  @Override
  public OpenJournal open(Path folder) throws IOException {
    return openWithRoomFor(folder, 64 << 20);
  }

  @Override
  public OpenJournal openWithRoomFor(Path folder, long bytes) throws IOException {
    return open(new LocalDisk(), folder, bytes);
  }

  private static OpenJournal open(Disk disk, Path folder, long bytes) throws IOException {
    RunningJournal running =
        RunningJournal.open(disk, folder, JournalConfigs.config(1 << 20, bytes));
    return new OpenJournal(running.journal(), running);
  }

  @Override
  public UnreliableJournal openUnreliable(Path folder) throws IOException {
    FaultyDisk disk = new FaultyDisk();
    return new UnreliableJournal(
        open(disk, folder, 64 << 20),
        () -> disk.fail(FaultyDisk.Call.FORCE, 1, true),
        disk::hasFailed,
        disk::heal);
  }

  @Override
  public void damage(Path folder, byte[] part) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, part);
        if (at >= 0) {
          bytes[at] ^= 1;
          Files.write(file, bytes);
          return;
        }
      }
    }
    throw new AssertionError("no file of " + folder + " holds the event");
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Event tooLarge() {
    return Events.sized("a", "giant", 2 << 20);
  }
}
