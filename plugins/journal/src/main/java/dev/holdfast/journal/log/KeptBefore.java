package dev.holdfast.journal.log;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Where the log ended before its oldest segment, which is where the oldest record is looked for:
 * that segment's header says so, and is read once. Safe for use by any number of threads.
 */
public final class KeptBefore {
  private final SegmentedLog log;
  private volatile @Nullable Known known;

  private record Known(Segment oldest, long before) {}

  KeptBefore(SegmentedLog log) {
    this.log = log;
  }

  /**
   * The end of the last record that was deleted, or the base of the oldest segment where nothing
   * was between them; the end of a log without segments.
   */
  public long start() throws IOException {
    try {
      for (Segment oldest : log.segments()) {
        return Math.min(oldest.base(), of(oldest));
      }
      return log.end().get().offset();
    } catch (NoSuchFileException deleted) {
      return log.start();
    }
  }

  /** The end of what was kept once before the oldest segment. */
  long of(Segment oldest) throws IOException {
    Known now = known;
    if (now == null || !now.oldest().equals(oldest)) {
      now = new Known(oldest, read(oldest));
      known = now;
    }
    return now.before();
  }

  private long read(Segment oldest) throws IOException {
    try (DiskFile file = log.open(oldest)) {
      ByteBuffer head = ByteBuffer.allocate(SegmentHeader.BYTES);
      file.read(head, 0);
      return SegmentHeader.decode(head.flip())
          .map(SegmentHeader::previousEnd)
          .orElse(oldest.base());
    }
  }
}
