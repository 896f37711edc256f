package dev.holdfast.journal.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the sound records of a log, from segment to segment, and reports the holes that it
 * steps over. For one thread at a time.
 */
public final class LogReader implements Closeable {
  private final SegmentedLog log;
  private @Nullable Segment segment;
  private @Nullable RecordScanner records;
  private @Nullable ByteBuffer borrowed;
  private long largest = Long.MAX_VALUE;
  private long offset;
  private long recordOffset;
  private long expected = Segment.UNKNOWN;
  private long holeFrom = Segment.UNKNOWN;
  private long missedFrom = Segment.UNKNOWN;
  private long missedTo = Segment.UNKNOWN;

  LogReader(SegmentedLog log, long offset) {
    this.log = log;
    this.offset = offset;
  }

  /**
   * Whether reading can begin at an offset. A position that somebody made up must not look like
   * damage.
   *
   * @param buffer to read into
   */
  public static boolean isBoundary(SegmentedLog log, long offset, ByteBuffer buffer)
      throws IOException {
    Segment segment = log.reachingBeyond(offset);
    if (segment == null || offset <= segment.base()) {
      return true;
    }
    try (RecordScanner records = scanner(log, segment, buffer)) {
      records.seek(offset);
      if (records.next(segment.end()) && records.offset() == offset) {
        return true;
      }
      // A made-up position, or a real one before a damaged event: only the segment can tell.
      records.seek(segment.base());
      while (records.nextOffset() < offset) {
        if (!records.next(segment.end())) {
          return true; // No event is sound from before it on.
        }
        if (records.skippedFrom() != Segment.UNKNOWN
            && records.skippedFrom() <= offset
            && offset <= records.offset()) {
          return true;
        }
      }
      return records.nextOffset() == offset;
    }
  }

  /**
   * Moves to the next record; false when no more is durable.
   *
   * @throws LargeRecord it is larger than what {@link #borrow} allows
   */
  public boolean next() throws IOException {
    while (true) {
      Segment current = segment;
      RecordScanner reader = records;
      if (current == null || reader == null) {
        if (!enter()) {
          return false;
        }
        continue;
      }
      boolean sealed = current.sealed();
      // A segment grows a moment before the log's end moves; nobody may see what is behind that.
      long limit = Math.min(current.end(), log.end().get().offset());
      if (offset < limit) {
        if (advance(current, reader, limit)) {
          return true;
        }
      } else if (sealed) {
        leave();
      } else {
        return false;
      }
    }
  }

  /** The offset of the record. */
  public long recordOffset() {
    return recordOffset;
  }

  /** The offset behind the record. */
  public long offset() {
    return offset;
  }

  /** The record, valid until the next move. */
  public ByteBuffer payload() {
    RecordScanner reader = records;
    if (reader == null) {
      throw new IllegalStateException("not at a record");
    }
    return reader.payload();
  }

  public long ordinal() {
    return expected - 1;
  }

  /**
   * Reads into a buffer of others from now on; {@link #release} gives it back.
   *
   * @param largest the most bytes of a record that is larger than the buffer
   */
  public void borrow(ByteBuffer buffer, long largest) {
    borrowed = buffer;
    this.largest = largest;
  }

  /** Where it is, and what it has still to tell. */
  public Mark mark() {
    return new Mark(offset, missedFrom, missedTo);
  }

  /** Goes on as at a mark; it takes no memory, for that may be short. */
  public void goBack(Mark mark) throws IOException {
    offset = mark.offset;
    recordOffset = 0;
    expected = Segment.UNKNOWN;
    holeFrom = Segment.UNKNOWN;
    missedFrom = mark.missedFrom;
    missedTo = mark.missedTo;
    release();
  }

  /**
   * A place to go on at.
   *
   * @param offset where a record begins or ends
   * @param missedFrom as {@link LogReader#missedFrom}
   * @param missedTo as {@link LogReader#missedTo}
   */
  public record Mark(long offset, long missedFrom, long missedTo) {}

  /** Keeps neither a file nor a buffer until the next move, which goes on where this one ended. */
  public void release() throws IOException {
    borrowed = null;
    largest = Long.MAX_VALUE;
    leave();
  }

  /** Whether it has neither a file nor a buffer now. */
  public boolean isReleased() {
    return records == null;
  }

  @Override
  public void close() throws IOException {
    release();
  }

  private static RecordScanner scanner(SegmentedLog log, Segment segment, ByteBuffer buffer)
      throws IOException {
    return new RecordScanner(
        log.open(segment), segment.base(), new RecordHeader(log.epoch()), buffer);
  }

  private boolean advance(Segment current, RecordScanner reader, long limit) throws IOException {
    boolean found = reader.next(limit);
    if (reader.skippedFrom() != Segment.UNKNOWN && holeFrom == Segment.UNKNOWN) {
      holeFrom = reader.skippedFrom();
    }
    if (found) {
      endHole(current, reader.offset(), reader.ordinal());
      recordOffset = reader.offset();
      expected = reader.ordinal() + 1;
    } else {
      LogEnd.Point end = log.end().get();
      if (end.offset() == limit) {
        endHole(current, limit, end.ordinal());
        expected = end.ordinal();
      }
    }
    offset = reader.nextOffset();
    return found;
  }

  private boolean enter() throws IOException {
    // In this order: the segment of every record before this end is on the list.
    LogEnd.Point end = log.end().get();
    Segment next = log.reachingBeyond(offset);
    if (next == null) {
      stepOverLost(end);
      return false;
    }
    try {
      ByteBuffer buffer = borrowed;
      RecordScanner scanner =
          scanner(log, next, buffer == null ? log.settings().readBuffer() : buffer);
      scanner.readNoneLargerThan(largest);
      records = scanner;
      segment = next;
      if (offset < next.base() && isNothingKeptBefore(next)) {
        stepOverDeleted(next);
      }
    } catch (NoSuchFileException e) {
      leave();
      if (log.reachingBeyond(offset) == next) {
        throw e;
      }
      return true; // It was deleted in between, for all have consumed it: go on behind it.
    }
    if (offset <= next.base()) {
      if (next.firstOrdinal() != Segment.UNKNOWN) {
        endHole(next, next.base(), next.firstOrdinal());
        expected = next.firstOrdinal();
      }
      offset = next.base();
    }
    records.seek(offset);
    return true;
  }

  /** Also when the segment itself was deleted after it had been found. */
  private boolean isNothingKeptBefore(Segment next) {
    return log.start() >= next.base();
  }

  /** What lay before the oldest segment was deleted because nobody held it: that is no damage. */
  private void stepOverDeleted(Segment oldest) throws IOException {
    if (offset < log.keptBefore().of(oldest)) {
      missedFrom = missedFrom == Segment.UNKNOWN ? offset : missedFrom;
      missedTo = oldest.base();
      expected = oldest.firstOrdinal();
      holeFrom = Segment.UNKNOWN;
    }
  }

  /** No segment is left between here and the end: whoever waits must wait behind that end. */
  private void stepOverLost(LogEnd.Point end) {
    if (offset >= end.offset()) {
      return;
    }
    if (expected != end.ordinal()) {
      missedFrom = missedFrom == Segment.UNKNOWN ? offset : missedFrom;
      missedTo = end.offset();
    }
    expected = end.ordinal();
    holeFrom = Segment.UNKNOWN;
    offset = end.offset();
  }

  /** Where the last deleted events began that it stepped over, or {@link Segment#UNKNOWN}. */
  public long missedFrom() {
    return missedFrom;
  }

  /** Where those ended. */
  public long missedTo() {
    return missedTo;
  }

  /** The gap has been told. */
  public void forgetMissed() {
    missedFrom = Segment.UNKNOWN;
  }

  private void endHole(Segment current, long to, long ordinal) {
    long lost = expected == Segment.UNKNOWN ? 1 : ordinal - expected;
    if (holeFrom != Segment.UNKNOWN || (expected != Segment.UNKNOWN && lost > 0)) {
      long from = holeFrom == Segment.UNKNOWN ? offset : holeFrom;
      log.corruptions().report(current.file(), from, to, Math.max(1, lost));
    }
    holeFrom = Segment.UNKNOWN;
  }

  private void leave() throws IOException {
    RecordScanner reader = records;
    records = null;
    segment = null;
    if (reader != null) {
      reader.close();
    }
  }
}
