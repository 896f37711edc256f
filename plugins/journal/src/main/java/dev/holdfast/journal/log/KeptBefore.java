package dev.holdfast.journal.log;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where the log ended before its oldest segment: that segment's header says so, and is read once.
 */
final class KeptBefore {
  private final SegmentedLog log;
  private volatile @Nullable Known known;

  private record Known(Segment oldest, long before) {}

  KeptBefore(SegmentedLog log) {
    this.log = log;
  }

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
