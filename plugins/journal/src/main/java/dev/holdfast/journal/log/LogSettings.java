package dev.holdfast.journal.log;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The sizes of a log.
 *
 * @param folder for its segments
 * @param segmentSize bytes after which a new segment is begun
 * @param bufferSize bytes of one write or read
 */
public record LogSettings(Path folder, long segmentSize, int bufferSize) {
  /** More than this makes no read faster. */
  private static final int MOST_READ = 256 << 10;

  /** The bytes that a reader reads at once. */
  public int readSize() {
    return Math.min(bufferSize, MOST_READ);
  }

  /** A buffer of that size. */
  public ByteBuffer readBuffer() {
    return ByteBuffer.allocateDirect(readSize());
  }
}
