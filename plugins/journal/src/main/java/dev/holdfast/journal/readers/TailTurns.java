package dev.holdfast.journal.readers;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Limits what all tails take together while they read: each read has a turn with a buffer of its
 * own. A tail that waits for events has no turn.
 */
final class TailTurns {
  private final Semaphore turns;
  private final int bufferSize;
  private final ConcurrentLinkedDeque<ByteBuffer> buffers = new ConcurrentLinkedDeque<>();

  /**
   * Creates the turns.
   *
   * @param memory bytes that all of them may take
   * @param bufferSize bytes of one buffer, outside the heap
   * @param readBytes the most bytes of the heap that one read returns
   */
  TailTurns(long memory, int bufferSize, long readBytes) {
    long most = Math.max(1, memory / (bufferSize + readBytes));
    this.turns = new Semaphore((int) Math.min(Integer.MAX_VALUE, most), true);
    this.bufferSize = bufferSize;
  }

  /** Waits for a turn. */
  ByteBuffer take() throws InterruptedException {
    turns.acquire();
    return buffer();
  }

  /** Waits for a turn, whatever comes. */
  ByteBuffer takeUninterruptibly() {
    turns.acquireUninterruptibly();
    return buffer();
  }

  /** Ends a turn. */
  void giveBack(ByteBuffer buffer) {
    buffers.push(buffer);
    turns.release();
  }

  private ByteBuffer buffer() {
    ByteBuffer buffer = buffers.poll();
    return buffer == null ? ByteBuffer.allocateDirect(bufferSize) : buffer;
  }
}
