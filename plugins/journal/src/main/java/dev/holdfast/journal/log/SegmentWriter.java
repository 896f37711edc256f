package dev.holdfast.journal.log;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The open end of the log: gathers records into large writes. For one thread at a time. */
final class SegmentWriter {
  private final DiskFile file;
  private final Segment segment;
  private final RecordHeader header;
  private final ByteBuffer buffer;
  private long written;
  private long attempted;

  /**
   * Creates a writer at the durable end of a segment.
   *
   * @param buffer of more than a sector and a record's head; shared by the writers of a log, one
   *     after the other
   */
  SegmentWriter(DiskFile file, Segment segment, RecordHeader header, ByteBuffer buffer) {
    this.file = file;
    this.segment = segment;
    this.header = header;
    this.buffer = buffer;
    this.written = segment.end();
    this.attempted = segment.end();
  }

  Segment segment() {
    return segment;
  }

  /** The offset behind the last record that was written, forced or not. */
  long written() {
    return written;
  }

  /** No file position behind this offset was ever touched. */
  long attempted() {
    return attempted;
  }

  /** Writes the records behind each other, without a force. */
  void write(List<RecordBatch> all, long firstOrdinal) throws IOException {
    long ordinal = firstOrdinal;
    long offset = written;
    for (RecordBatch batch : all) {
      attempted += batch.bytes();
    }
    buffer.clear();
    for (RecordBatch batch : all) {
      for (int i = 0; i < batch.count(); i++) {
        byte[] payload = batch.payload(i);
        if (buffer.remaining() < RecordHeader.BYTES) {
          drainSectors();
        }
        header.write(buffer, offset, ordinal++, payload.length, batch.sum(i), segment.end());
        put(payload);
        offset += RecordHeader.BYTES + payload.length;
      }
    }
    drain(buffer.position());
  }

  void force() throws IOException {
    file.force();
  }

  /** Takes back everything behind the durable end. */
  void undo() throws IOException {
    file.truncate(Segment.filePosition(segment.base(), segment.end()));
    written = segment.end();
  }

  /** The bytes of the file, which may have no name any more. */
  long size() throws IOException {
    return file.size();
  }

  /** Copies all that is durable. */
  void copyTo(DiskFile copy) throws IOException {
    long length = segment.bytes();
    for (long at = 0; at < length; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
      file.read(buffer, at);
      buffer.rewind();
      copy.write(buffer, at);
    }
  }

  void close() throws IOException {
    file.close();
  }

  private void put(byte[] payload) throws IOException {
    int from = 0;
    while (from < payload.length) {
      if (!buffer.hasRemaining()) {
        drainSectors();
      }
      int length = Math.min(buffer.remaining(), payload.length - from);
      buffer.put(payload, from, length);
      from += length;
    }
  }

  /** No sector is written twice for one group, so that after a power cut it is whole or missing. */
  private void drainSectors() throws IOException {
    int length = buffer.position();
    long end = Segment.filePosition(segment.base(), written + length);
    drain(length - (int) (end % RecordScanner.SECTOR));
  }

  private void drain(int length) throws IOException {
    int filled = buffer.position();
    buffer.flip().limit(length);
    file.write(buffer, Segment.filePosition(segment.base(), written));
    written += length;
    buffer.limit(filled).position(length);
    buffer.compact();
  }
}
