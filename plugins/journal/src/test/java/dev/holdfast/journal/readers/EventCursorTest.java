package dev.holdfast.journal.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.journal.log.Corruptions;
import dev.holdfast.journal.log.ForwardingDisk;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.journal.log.LogSettings;
import dev.holdfast.journal.log.RecordBatch;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.JournalReader.Gap;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.MemoryFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventCursorTest {
  private static final int BUFFER = 64 << 10;

  private final BrittleDisk disk = new BrittleDisk();

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  @Test
  void anErrorInTheMiddleOfAReadLosesNoEvent() throws IOException {
    try (SegmentedLog log = open();
        EventCursor cursor = new EventCursor(log, 0, 1 << 20, 0)) {
      append(log, 0, 1, 2);
      disk.reads = 2;
      assertThatThrownBy(() -> cursor.read(9)).isInstanceOf(OutOfMemoryError.class);
      assertThat(cursor.offset()).isZero();
      assertThat(ids(cursor.read(9))).containsExactly("0", "1", "2");
    }
  }

  @Test
  void anErrorInTheMiddleOfAReadLosesNoGap() throws IOException {
    try (SegmentedLog log = open();
        EventCursor cursor = new EventCursor(log, 0, 1 << 20, 0)) {
      append(log, 0, 1);
      log.rollOver();
      log.deleteOldest(log.segments().getFirst());
      assertThat(cursor.read(9)).isEmpty();
      long gone = log.end().get().offset();
      assertThat(cursor.offset()).isEqualTo(gone);
      append(log, 2, 3);
      disk.reads = 2;
      assertThatThrownBy(() -> cursor.read(9)).isInstanceOf(OutOfMemoryError.class);
      assertThat(cursor.gap()).isEmpty();
      assertThat(ids(cursor.read(9))).containsExactly("2", "3");
      assertThat(cursor.gap()).contains(new Gap(new Position(1, 0), new Position(1, gone)));
    }
  }

  private SegmentedLog open() throws IOException {
    LogSettings settings = new LogSettings(folder.resolve("log"), 1 << 20, BUFFER);
    return SegmentedLog.open(
        disk, settings, 1, InstantSource.system(), System::nanoTime, new Corruptions(), 0, 0);
  }

  /** Events of which a buffer holds one. */
  private static void append(SegmentedLog log, int... ids) throws IOException {
    for (int id : ids) {
      byte[] payload = Events.sized("a", String.valueOf(id), BUFFER * 3 / 4).encode();
      log.append(List.of(RecordBatch.of(List.of(payload))));
    }
  }

  private static List<String> ids(List<Entry> entries) {
    return entries.stream().map(entry -> entry.event().id()).toList();
  }

  /** Has no memory left at the n-th large read from now. */
  private static final class BrittleDisk extends ForwardingDisk {
    private int reads = Integer.MAX_VALUE;

    BrittleDisk() {
      super(new LocalDisk());
    }

    @Override
    public DiskFile open(Path file) throws IOException {
      DiskFile open = super.open(file);
      return new ForwardingFile(open) {
        @Override
        public void read(ByteBuffer into, long position) throws IOException {
          if (into.capacity() == BUFFER && --reads == 0) {
            throw new OutOfMemoryError("injected");
          }
          open.read(into, position);
        }
      };
    }
  }
}
