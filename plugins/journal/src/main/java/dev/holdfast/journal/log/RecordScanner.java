package dev.holdfast.journal.log;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Scans the records of one segment file and finds the next sound record after damage. A record that
 * is larger than the buffer is read through it, part by part, into the heap: what is taken outside
 * the heap is the buffer alone. For one thread at a time.
 */
final class RecordScanner implements Closeable {
  /** What a disk writes whole or not at all. */
  static final int SECTOR = 512;

  private static final ByteBuffer ZEROS = ByteBuffer.allocate(SECTOR + 1).asReadOnlyBuffer();

  private final DiskFile file;
  private final long base;
  private final RecordHeader header;
  private final ByteBuffer buffer;
  private long bufferStart;

  /** The record, whole and on the heap, if the buffer is too small for it. */
  private @Nullable ByteBuffer large;

  private long largest = Long.MAX_VALUE;

  private long at;
  private long next;
  private long skippedFrom = Segment.UNKNOWN;

  /**
   * Creates a reader at the base.
   *
   * @param buffer for each read, and never exchanged for a larger one
   */
  RecordScanner(DiskFile file, long base, RecordHeader header, ByteBuffer buffer) {
    this.file = file;
    this.base = base;
    this.header = header;
    this.buffer = buffer.clear().limit(0);
    this.bufferStart = base;
    this.at = base;
    this.next = base;
  }

  /** Continues at an offset. */
  void seek(long offset) {
    next = offset;
  }

  /**
   * Limits the records that are larger than the buffer to so many bytes, heads included; all sizes
   * are read otherwise.
   */
  void readNoneLargerThan(long bytes) {
    largest = bytes;
  }

  /**
   * Moves to the next sound record.
   *
   * @param end nothing behind this offset is looked at
   * @return whether there is one; if not, all up to the end is damaged or there is nothing
   * @throws LargeRecord it is larger than the limit; the next move looks at it again
   */
  boolean next(long end) throws IOException {
    skippedFrom = Segment.UNKNOWN;
    large = null;
    at = next;
    while (at < end) {
      if (isHeader(end)) {
        long behind = at + bytes();
        if (behind <= end && isPayloadSound(end)) {
          next = behind;
          return true;
        }
        skip();
        at = behind <= end ? behind : at + 1;
      } else {
        skip();
        at++;
      }
      if (at < end && !isHeader(end)) {
        findFirstByte(end);
      }
    }
    next = end;
    return false;
  }

  /** The offset of the record. */
  long offset() {
    return at;
  }

  /** The offset behind the record; after a walk that found none, where it ended. */
  long nextOffset() {
    return next;
  }

  long ordinal() {
    return RecordHeader.ordinal(record(), recordIndex());
  }

  /** The payload, valid until the next move. */
  ByteBuffer payload() {
    ByteBuffer record = record();
    int head = RecordHeader.bytes(record, recordIndex());
    return record.slice(recordIndex() + head, RecordHeader.length(record, recordIndex()));
  }

  /** Where the damage begins that the last move stepped over, or {@link Segment#UNKNOWN}. */
  long skippedFrom() {
    return skippedFrom;
  }

  /** Everything before this offset was durable when the record was written. */
  long durableEnd() {
    return RecordHeader.durableEnd(record(), recordIndex(), at);
  }

  /**
   * Whether a sector between two offsets was never written, as when the power is cut during a write
   * that makes the file longer: it is all zeros. Damage hardly ever looks so.
   */
  boolean lacksSector(long from, long to) throws IOException {
    long position = Segment.filePosition(base, from);
    long last = Segment.filePosition(base, to);
    ByteBuffer sector = ByteBuffer.allocate(SECTOR);
    for (int bytes = SECTOR - (int) (position % SECTOR); position + bytes <= last; bytes = SECTOR) {
      sector.clear().limit(bytes);
      file.read(sector, position);
      if (sector.flip().mismatch(ZEROS) == bytes) {
        return true;
      }
      position += bytes;
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private boolean isHeader(long end) throws IOException {
    return available(RecordHeader.SMALLEST, end)
        && available(RecordHeader.bytes(buffer, index()), end)
        && header.isHeader(buffer, index(), at)
        && RecordHeader.length(buffer, index()) >= 0;
  }

  private boolean isPayloadSound(long end) throws IOException {
    long bytes = bytes();
    if (bytes <= buffer.capacity()) {
      return available((int) bytes, end) && header.isPayloadSound(buffer, index());
    }
    return bytes <= Integer.MAX_VALUE && isLargeSound((int) bytes, end);
  }

  private boolean isLargeSound(int bytes, long end) throws IOException {
    if (bytes > largest) {
      throw new LargeRecord(bytes);
    }
    ByteBuffer whole = ByteBuffer.allocate(bytes);
    while (whole.hasRemaining()) {
      long from = at + whole.position();
      if (from < bufferStart || from >= bufferStart + buffer.limit()) {
        fill(from, end);
      }
      int index = (int) (from - bufferStart);
      int part = Math.min(whole.remaining(), buffer.limit() - index);
      if (part <= 0) {
        return false; // The file is shorter than the log.
      }
      whole.put(buffer.slice(index, part));
    }
    if (!header.isPayloadSound(whole, 0)) {
      return false;
    }
    large = whole;
    return true;
  }

  private ByteBuffer record() {
    ByteBuffer whole = large;
    return whole == null ? buffer : whole;
  }

  private int recordIndex() {
    return large == null ? index() : 0;
  }

  /** What the record whose head is sound takes. */
  private long bytes() {
    return RecordHeader.bytes(buffer, index()) + (long) RecordHeader.length(buffer, index());
  }

  private void skip() {
    if (skippedFrom == Segment.UNKNOWN) {
      skippedFrom = at;
    }
  }

  private void findFirstByte(long end) throws IOException {
    while (at < end) {
      if (!available(1, end)) {
        at = end;
        return;
      }
      int limit = (int) Math.min(buffer.limit(), end - bufferStart);
      for (int i = index(); i < limit; i++) {
        if (buffer.get(i) == RecordHeader.FIRST_BYTE) {
          at = bufferStart + i;
          return;
        }
      }
      at = bufferStart + limit;
    }
  }

  private int index() {
    return (int) (at - bufferStart);
  }

  /**
   * Brings so many bytes from the current offset into the buffer, which has room for them, but none
   * behind the end.
   */
  private boolean available(int bytes, long end) throws IOException {
    if (at + bytes > end) {
      return false;
    }
    if (at < bufferStart || at + bytes > bufferStart + buffer.limit()) {
      fill(at, end);
    }
    return at + bytes <= bufferStart + buffer.limit();
  }

  private void fill(long from, long end) throws IOException {
    buffer.clear().limit((int) Math.min(buffer.capacity(), end - from));
    bufferStart = from;
    try {
      file.read(buffer, Segment.filePosition(base, from));
    } finally {
      buffer.limit(buffer.position());
    }
  }
}
