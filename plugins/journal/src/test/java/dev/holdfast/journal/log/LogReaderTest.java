package dev.holdfast.journal.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
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
}
