package dev.holdfast.journal.readers;

import dev.holdfast.journal.log.LogReader;
import dev.holdfast.journal.log.SegmentedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Tells events from the places between them. A made-up position costs the scan of a whole segment,
 * so one is looked up at a time, with a buffer that is used for nothing else: they keep each other
 * waiting, and nobody who reads. Safe for use by any number of threads.
 */
final class Boundaries {
  private final SegmentedLog log;
  private @Nullable ByteBuffer buffer;

  Boundaries(SegmentedLog log) {
    this.log = log;
  }

  /** Whether reading can begin at an offset. */
  boolean contain(long offset) throws IOException {
    return offset == log.end().get().offset() || isBoundary(offset);
  }

  private synchronized boolean isBoundary(long offset) throws IOException {
    ByteBuffer own = buffer;
    if (own == null) {
      own = log.settings().readBuffer();
      buffer = own;
    }
    return LogReader.isBoundary(log, offset, own);
  }
}
