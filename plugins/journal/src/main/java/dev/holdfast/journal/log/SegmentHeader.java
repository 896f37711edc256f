package dev.holdfast.journal.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first bytes of a segment file, big-endian: magic, format version, the fields, CRC32C.
 *
 * @param format of the segment's records; 1 and 2 are read
 * @param epoch of the journal that the segment belongs to
 * @param base the offset of its first byte behind the header
 * @param previousEnd the end of what was durable when the segment was made: whatever earlier files
 *     hold behind it was never acknowledged
 * @param firstOrdinal the ordinal of its first record
 */
public record SegmentHeader(
    int format, long epoch, long base, long previousEnd, long firstOrdinal) {
  public static final int BYTES = 48;
  private static final long MAGIC = 0xff486f6c64666173L;

  /** What is written: records that know the durable end. */
  static final int FORMAT = 2;

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putLong(MAGIC).putInt(format).putLong(epoch).putLong(base);
    out.putLong(previousEnd).putLong(firstOrdinal).putInt(sum(out));
    return out.flip();
  }

  /** Reads a header; empty when it is none, or one of a version that is not known here. */
  static Optional<SegmentHeader> decode(ByteBuffer in) {
    if (in.remaining() < BYTES || in.getLong(0) != MAGIC) {
      return Optional.empty();
    }
    int format = in.getInt(8);
    if (format < 1 || format > FORMAT || in.getInt(BYTES - 4) != sum(in)) {
      return Optional.empty();
    }
    return Optional.of(
        new SegmentHeader(format, in.getLong(12), in.getLong(20), in.getLong(28), in.getLong(36)));
  }

  private static int sum(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(0, BYTES - 4));
    return (int) crc.getValue();
  }
}
