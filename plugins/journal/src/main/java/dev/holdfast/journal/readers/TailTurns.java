package dev.holdfast.journal.readers;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Limits what all tails together take while they read: each read has a turn with a buffer of its
 * own. One that needs more, for an event that is larger than the buffer, takes the turns of others
 * as well, at most all of them. A tail that waits for events has no turn. Safe for use by any
 * number of threads.
 */
final class TailTurns {
  /** The buffers take at most this part of what the JVM allows outside the heap. */
  private static final int SHARE_OF_DIRECT_MEMORY = 8;

  private final Semaphore free;
  private final int all;
  private final int bufferSize;
  private final long bytesPerTurn;
  private final ConcurrentLinkedDeque<ByteBuffer> buffers = new ConcurrentLinkedDeque<>();

  /**
   * Creates the turns: one at least.
   *
   * @param memory bytes that all of them may take
   * @param directMemory bytes that the JVM allows outside the heap
   * @param bufferSize bytes of one buffer, outside the heap
   * @param readBytes the most bytes of the heap that one read takes
   */
  TailTurns(long memory, long directMemory, int bufferSize, long readBytes) {
    this.bytesPerTurn = bufferSize + readBytes;
    long most = Math.min(memory / bytesPerTurn, directMemory / SHARE_OF_DIRECT_MEMORY / bufferSize);
    this.all = Math.clamp(most, 1, Integer.MAX_VALUE);
    this.free = new Semaphore(all, true);
    this.bufferSize = bufferSize;
  }

  /** What the JVM allows outside the heap; without the option as much as the heap. */
  static long directMemory() {
    String option =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("MaxDirectMemorySize")
            .getValue();
    long set = Long.parseLong(option);
    return set == 0 ? Runtime.getRuntime().maxMemory() : set;
  }

  /**
   * Waits for a turn.
   *
   * @param more bytes of the heap that the read takes beyond what every read may take
   */
  Turn take(long more) throws InterruptedException {
    int permits = (int) Math.min(all, 1 + Math.ceilDiv(more, bytesPerTurn));
    free.acquire(permits);
    boolean taken = false;
    try {
      ByteBuffer pooled = buffers.poll();
      ByteBuffer buffer = pooled == null ? ByteBuffer.allocateDirect(bufferSize) : pooled;
      Turn turn = new Turn(buffer, permits);
      taken = true;
      return turn;
    } finally {
      if (!taken) {
        free.release(permits);
      }
    }
  }

  /** Ends a turn. */
  void giveBack(Turn turn) {
    buffers.push(turn.buffer());
    free.release(turn.permits());
  }

  /** How many turns can be taken now. */
  int free() {
    return free.availablePermits();
  }

  /**
   * The right to read.
   *
   * @param permits the turns that it takes
   */
  record Turn(ByteBuffer buffer, int permits) {}
}
