package dev.holdfast.journal.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.MemoryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogReaderTest {
  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private static List<RecordBatch> one(String payload) {
    return List.of(RecordBatch.of(List.of(payload.getBytes(US_ASCII))));
  }

  /** Or the position of what was read would be behind the end, and could not be committed. */
  @Test
  void seesNothingBehindTheEndOfTheLogAlsoWhenTheSegmentHasGrownAlready() throws IOException {
    LogSettings settings = new LogSettings(folder.resolve("log"), 1 << 20, 1 << 16);
    InstantSource clock = InstantSource.system();
    SegmentedLog log =
        SegmentedLog.open(
            new LocalDisk(), settings, 1, clock, System::nanoTime, new Corruptions(), 0, 0);
    log.append(one("first"));
    LogEnd.Point between = log.end().get();
    log.append(one("second"));
    LogEnd.Point after = log.end().get();
    log.end().set(between.offset(), between.ordinal());
    try (LogReader reader = log.reader(0)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.offset()).isEqualTo(between.offset());
      assertThat(reader.next()).isFalse();
      log.end().set(after.offset(), after.ordinal());
      assertThat(reader.next()).isTrue();
      assertThat(reader.offset()).isEqualTo(after.offset());
    }
    log.close();
  }

  /** It happens between the look for the segment and the look whether anything was before it. */
  @Test
  void isToldOfDeletedRecordsAlsoWhenTheSegmentIsDeletedThatItHasJustOpened() throws IOException {
    LogSettings settings = new LogSettings(folder.resolve("log"), 1 << 20, 1 << 16);
    DiskWithRetention disk = new DiskWithRetention();
    SegmentedLog log =
        SegmentedLog.open(
            disk, settings, 1, InstantSource.system(), System::nanoTime, new Corruptions(), 0, 0);
    for (String payload : List.of("first", "second", "third")) {
      log.append(one(payload));
      log.rollOver();
    }
    log.deleteOldest(log.segments().getFirst());
    try (LogReader reader = log.reader(0)) {
      disk.afterOpen = () -> log.deleteOldest(log.segments().getFirst());
      assertThat(reader.next()).isTrue();
      assertThat(reader.missedFrom()).isZero();
      assertThat(reader.missedTo()).isEqualTo(reader.recordOffset());
      assertThat(log.corruptions().holes()).isZero();
    }
    log.close();
  }

  /** Or whoever waits for more than what ends there is woken at once, again and again. */
  @Test
  void goesToTheEndWhenNoSegmentIsLeftBeforeIt() throws IOException {
    LogSettings settings = new LogSettings(folder.resolve("log"), 1 << 20, 1 << 16);
    SegmentedLog log =
        SegmentedLog.open(
            new LocalDisk(),
            settings,
            1,
            InstantSource.system(),
            System::nanoTime,
            new Corruptions(),
            0,
            0);
    log.append(one("first"));
    log.rollOver();
    log.deleteOldest(log.segments().getFirst());
    long end = log.end().get().offset();
    try (LogReader reader = log.reader(0)) {
      assertThat(reader.next()).isFalse();
      assertThat(reader.offset()).isEqualTo(end);
      log.append(one("second"));
      assertThat(reader.next()).isTrue();
      assertThat(reader.missedFrom()).isZero();
      assertThat(reader.missedTo()).isEqualTo(end);
      assertThat(log.corruptions().holes()).isZero();
    }
    log.close();
  }

  /** Something that happens right after a file was opened, once. */
  private static final class DiskWithRetention extends ForwardingDisk {
    private @Nullable Step afterOpen;

    private interface Step {
      void run() throws IOException;
    }

    DiskWithRetention() {
      super(new LocalDisk());
    }

    @Override
    public DiskFile open(Path file) throws IOException {
      DiskFile open = super.open(file);
      Step step = afterOpen;
      afterOpen = null;
      if (step != null) {
        step.run();
      }
      return open;
    }
  }
}
