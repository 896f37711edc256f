package dev.holdfast.journal.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The head of a record on disk, big-endian; the payload follows it:
 *
 * <pre>
 *   u32 magic: ff 48 46 fe, two bytes of which never occur in UTF-8
 *   u32 length of the payload
 *   u64 ordinal: counts the records of this journal, so that a hole tells how many it swallowed
 *   u32 CRC32C of the payload
 *   u32 CRC32C of epoch, offset and the fields above
 * </pre>
 *
 * <p>The epoch and the offset are not stored, only summed: a frame is valid at one place of one
 * journal. Remains of an earlier write, a frame of a foreign file, or a payload that looks like a
 * frame are therefore never taken for a record. The payload has a sum of its own because it is made
 * on the thread of the producer, who does not know the offset yet; and because a damaged payload
 * behind a sound head is stepped over exactly.
 */
final class Frame {
  static final int HEAD = 24;
  static final byte FIRST_BYTE = (byte) 0xff;
  private static final int MAGIC = 0xff4846fe;
  private static final int SUMMED = 16 + 20;

  private final byte[] scratch = new byte[SUMMED];
  private final ByteBuffer summed = ByteBuffer.wrap(scratch);
  private final CRC32C crc = new CRC32C();
  private final long epoch;

  /** For one thread at a time. */
  Frame(long epoch) {
    this.epoch = epoch;
  }

  /** The checksum of a payload. */
  static int sum(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload, 0, payload.length);
    return (int) crc.getValue();
  }

  /** Writes the head of a record that stands at an offset. */
  void head(ByteBuffer out, long offset, long ordinal, int length, int payloadSum) {
    int sum = sum(offset, ordinal, length, payloadSum);
    out.putInt(MAGIC).putInt(length).putLong(ordinal).putInt(payloadSum).putInt(sum);
  }

  /** Whether a sound head of a record at this offset stands at an index of a buffer. */
  boolean isHead(ByteBuffer in, int index, long offset) {
    return in.getInt(index) == MAGIC
        && in.getInt(index + 20)
            == sum(offset, ordinal(in, index), length(in, index), in.getInt(index + 16));
  }

  /** Whether the payload behind the sound head at an index is what was written. */
  boolean isPayloadSound(ByteBuffer in, int index) {
    crc.reset();
    crc.update(in.slice(index + HEAD, length(in, index)));
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
