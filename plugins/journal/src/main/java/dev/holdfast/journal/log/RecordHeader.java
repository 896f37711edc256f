package dev.holdfast.journal.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header of a record on disk, big-endian; the payload follows it:
 *
 * <pre>
 *   u32 magic: ff 48 46 fd, two bytes of which never occur in UTF-8
 *   u32 length of the payload
 *   u64 ordinal: counts the records of this journal, so that a hole tells how many it swallowed
 *   u32 CRC32C of the payload
 *   u32 distance: how many bytes before this record the durable end was when it was written
 *   u32 CRC32C of epoch, offset and the fields above
 * </pre>
 *
 * <p>Format 1 has the magic ff 48 46 fe and no distance. It is read, and never written.
 *
 * <p>The checksum covers the epoch and the offset, which are not stored: a record is valid at one
 * offset of one journal. So remains of an earlier write, a record of another file, and a payload
 * that looks like a record are never taken for one. The payload has a checksum of its own, because
 * the thread of the producer computes it and does not know the offset yet, and because a damaged
 * payload behind a sound header can then be skipped exactly.
 */
final class RecordHeader {
  static final int BYTES = 28;
  static final int SMALLEST = 24;
  static final byte FIRST_BYTE = (byte) 0xff;
  private static final int MAGIC = 0xff4846fd;
  private static final int MAGIC_1 = 0xff4846fe;
  private static final int SUMMED = 16 + BYTES - 4;
  private static final long FARTHEST = 0xffff_ffffL;

  private final byte[] scratch = new byte[SUMMED];
  private final ByteBuffer summed = ByteBuffer.wrap(scratch);
  private final CRC32C crc = new CRC32C();
  private final long epoch;

  /** For one thread at a time. */
  RecordHeader(long epoch) {
    this.epoch = epoch;
  }

  /** The checksum of a payload. */
  static int sum(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload, 0, payload.length);
    return (int) crc.getValue();
  }

  /**
   * Writes the header of a record at an offset.
   *
   * @param durableEnd everything before it survives a power cut
   */
  void write(
      ByteBuffer out, long offset, long ordinal, int length, int payloadSum, long durableEnd) {
    // A group that is larger than what can be told seems to have begun later: a hole in it is told.
    int distance = (int) Math.min(offset - durableEnd, FARTHEST);
    summed.putLong(0, epoch).putLong(8, offset).putInt(16, MAGIC).putInt(20, length);
    summed.putLong(24, ordinal).putInt(32, payloadSum).putInt(36, distance);
    out.put(scratch, 16, BYTES - 4).putInt(sum(SUMMED));
  }

  /** Whether a buffer holds a sound header of a record of this offset at an index. */
  boolean isHeader(ByteBuffer in, int index, long offset) {
    int magic = in.getInt(index);
    if (magic != MAGIC && magic != MAGIC_1) {
      return false;
    }
    int fields = bytes(in, index) - 4;
    summed.putLong(0, epoch).putLong(8, offset);
    in.get(index, scratch, 16, fields);
    return in.getInt(index + fields) == sum(16 + fields);
  }

  /** The bytes before the payload of a record, by its magic. */
  static int bytes(ByteBuffer in, int index) {
    return in.getInt(index) == MAGIC_1 ? SMALLEST : BYTES;
  }

  /**
   * Everything before this offset was durable when the sound header at an index was written; one of
   * format 1 cannot tell, and so all before it counts.
   */
  static long durableEnd(ByteBuffer in, int index, long offset) {
    return in.getInt(index) == MAGIC_1
        ? offset
        : offset - Integer.toUnsignedLong(in.getInt(index + 20));
  }

  /** Whether the payload behind the sound header at an index is what was written. */
  boolean isPayloadSound(ByteBuffer in, int index) {
    crc.reset();
    crc.update(in.slice(index + bytes(in, index), length(in, index)));
    return (int) crc.getValue() == in.getInt(index + 16);
  }

  static int length(ByteBuffer in, int index) {
    return in.getInt(index + 4);
  }

  static long ordinal(ByteBuffer in, int index) {
    return in.getLong(index + 8);
  }

  private int sum(int bytes) {
    crc.reset();
    crc.update(scratch, 0, bytes);
    return (int) crc.getValue();
  }
}
