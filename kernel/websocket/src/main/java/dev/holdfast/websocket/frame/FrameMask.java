package dev.holdfast.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Takes the mask of a client off (RFC 6455, 5.3), eight bytes at a time. */
final class FrameMask {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The highest bit of each of eight bytes: none of them is set in ASCII. */
  static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private FrameMask() {}

  /** The key that stands at an offset; its lowest byte is for the first byte of the payload. */
  static int keyAt(byte[] bytes, int offset) {
    return (int) INTS.get(bytes, offset);
  }

  /** The key for what follows after so many bytes of the payload. */
  static int after(int key, int bytes) {
    return Integer.rotateRight(key, (bytes & 3) << 3);
  }

  /**
   * Unmasks in place.
   *
   * @return whether all of it is ASCII, which is known here for nothing
   */
  static boolean remove(byte[] bytes, int from, int to, int key) {
    long key8 = (key & 0xFFFF_FFFFL) | ((long) key << 32);
    long seen = 0;
    int at = from;
    for (; at <= to - 8; at += 8) {
      long clear = (long) LONGS.get(bytes, at) ^ key8;
      LONGS.set(bytes, at, clear);
      seen |= clear;
    }
    for (int shift = 0; at < to; at++, shift = (shift + 8) & 31) {
      byte clear = (byte) (bytes[at] ^ (key >>> shift));
      bytes[at] = clear;
      seen |= clear;
    }
    return (seen & HIGH_BITS) == 0;
  }

  /** Eight bytes as one number, for whoever looks for {@link #HIGH_BITS}. */
  static long eight(byte[] bytes, int offset) {
    return (long) LONGS.get(bytes, offset);
  }
}
