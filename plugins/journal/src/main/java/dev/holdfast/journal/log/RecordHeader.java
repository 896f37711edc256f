package dev.holdfast.journal.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header of a record on disk, big-endian; the payload follows it:
 *
 * <pre>
 *   u32 magic: ff 48 46 fe, two bytes of which never occur in UTF-8
 *   u32 length of the payload
 *   u64 ordinal: counts the records of this journal, so that a hole tells how many it swallowed
 *   u32 CRC32C of the payload
 *   u32 CRC32C of epoch, offset and the fields above
 * </pre>
 *
 * <p>The checksum covers the epoch and the offset, which are not stored: a record is valid at one
 * offset of one journal. So remains of an earlier write, a record of another file, and a payload
 * that looks like a record are never taken for one. The payload has a checksum of its own, because
 * the thread of the producer computes it and does not know the offset yet, and because a damaged
 * payload behind a sound header can then be skipped exactly.
 */
final class RecordHeader {
  static final int BYTES = 24;
  static final byte FIRST_BYTE = (byte) 0xff;
  private static final int MAGIC = 0xff4846fe;
  private static final int SUMMED = 16 + 20;

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

  /** Writes the header of a record at an offset. */
  void write(ByteBuffer out, long offset, long ordinal, int length, int payloadSum) {
    int sum = sum(offset, ordinal, length, payloadSum);
    out.putInt(MAGIC).putInt(length).putLong(ordinal).putInt(payloadSum).putInt(sum);
  }

  /** Whether a buffer holds a sound header of a record of this offset at an index. */
  boolean isHeader(ByteBuffer in, int index, long offset) {
    return in.getInt(index) == MAGIC
        && in.getInt(index + 20)
            == sum(offset, ordinal(in, index), length(in, index), in.getInt(index + 16));
  }

  /** Whether the payload behind the sound header at an index is what was written. */
  boolean isPayloadSound(ByteBuffer in, int index) {
    crc.reset();
    crc.update(in.slice(index + BYTES, length(in, index)));
    return (int) crc.getValue() == in.getInt(index + 16);
  }

  static int length(ByteBuffer in, int index) {
    return in.getInt(index + 4);
  }

  static long ordinal(ByteBuffer in, int index) {
    return in.getLong(index + 8);
  }

  private int sum(long offset, long ordinal, int length, int payloadSum) {
    summed.putLong(0, epoch).putLong(8, offset).putInt(16, MAGIC).putInt(20, length);
    summed.putLong(24, ordinal).putInt(32, payloadSum);
    crc.reset();
    crc.update(scratch, 0, SUMMED);
    return (int) crc.getValue();
  }
}
