package dev.holdfast.tools.load;

import java.io.IOException;

/**
 * Counts the events in the bytes of one connection by the lengths of their frames. It unmasks
 * nothing, and takes no frame that load does not have. For one thread.
 */
final class FrameCounter {
  private static final int BUFFER = 64 * 1024;
  private static final int LONGEST_HEADER = 14;
  private static final int TEXT = 1;

  private final byte[] buffer = new byte[BUFFER];
  private int kept;
  private long skip;
  private long events;

  /** To be filled from {@link #start} on. */
  byte[] buffer() {
    return buffer;
  }

  /** Where the next bytes belong. */
  int start() {
    return kept;
  }

  int room() {
    return buffer.length - kept;
  }

  /** Messages so far. */
  long events() {
    return events;
  }

  /**
   * Looks at bytes that were put behind the start.
   *
   * @return how many messages they complete or begin
   */
  long take(int read) throws IOException {
    long before = events;
    int end = kept + read;
    int at = (int) Math.min(skip, end);
    skip -= at;
    while (skip == 0 && end - at >= LONGEST_HEADER) {
      long whole = frameLength(at);
      events += (buffer[at] & 0x0F) == TEXT ? 1 : 0;
      skip = Math.max(0, whole - (end - at));
      at = (int) Math.min(end, at + whole);
    }
    kept = end - at;
    System.arraycopy(buffer, at, buffer, 0, kept);
    return events - before;
  }

  private long frameLength(int at) throws IOException {
    int length = buffer[at + 1] & 0x7F;
    return switch (length) {
      case 126 -> 8L + (((buffer[at + 2] & 0xFF) << 8) | (buffer[at + 3] & 0xFF));
      case 127 -> throw new IOException("a frame that no load has");
      default -> 6L + length;
    };
  }
}
