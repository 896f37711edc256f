package dev.holdfast.journal.log;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Scans the records of one segment file and finds the next sound record after damage. For one
 * thread at a time.
 */
final class RecordScanner implements Closeable {
  /** What a disk writes whole or not at all. */
  static final int SECTOR = 512;

  private static final ByteBuffer ZEROS = ByteBuffer.allocate(SECTOR + 1).asReadOnlyBuffer();

  private final DiskFile file;
  private final long base;
  private final RecordHeader header;
  private ByteBuffer buffer;
  private long bufferStart;

  private long at;
  private long next;
  private long skippedFrom = Segment.UNKNOWN;

  /**
   * Creates a reader at the base.
   *
   * @param buffer for each read; a record that is larger gets one of its own
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
   * Moves to the next sound record.
   *
   * @param end nothing behind this offset is looked at
   * @return whether there is one; if not, all up to the end is damaged or there is nothing
   */
  boolean next(long end) throws IOException {
    skippedFrom = Segment.UNKNOWN;
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
    return RecordHeader.ordinal(buffer, index());
  }

  /** The payload, valid until the next move. */
  ByteBuffer payload() {
    int head = RecordHeader.bytes(buffer, index());
    return buffer.slice(index() + head, RecordHeader.length(buffer, index()));
  }

  /** Where the damage begins that the last move stepped over, or {@link Segment#UNKNOWN}. */
  long skippedFrom() {
    return skippedFrom;
  }

  /** Everything before this offset was durable when the record was written. */
  long durableEnd() {
    return RecordHeader.durableEnd(buffer, index(), at);
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
    return bytes() <= Integer.MAX_VALUE
        && available((int) bytes(), end)
        && header.isPayloadSound(buffer, index());
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

  /** Brings so many bytes from the current offset into the buffer, but none behind the end. */
  private boolean available(int bytes, long end) throws IOException {
    if (at + bytes > end) {
      return false;
    }
    if (at < bufferStart || at + bytes > bufferStart + buffer.limit()) {
      fill(bytes, end);
    }
    return at + bytes <= bufferStart + buffer.limit();
  }

  private void fill(int bytes, long end) throws IOException {
    if (bytes > buffer.capacity()) {
      buffer = ByteBuffer.allocateDirect(bytes);
    }
    buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
    bufferStart = at;
    try {
      file.read(buffer, Segment.filePosition(base, at));
    } finally {
      buffer.limit(buffer.position());
    }
  }
}
