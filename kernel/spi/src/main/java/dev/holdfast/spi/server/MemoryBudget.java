package dev.holdfast.spi.server;

import dev.holdfast.spi.ProblemException;

/**
 * The heap that all clients together may occupy with unfinished work: messages and bodies that are
 * still arriving, pages that are being sent. The kernel offers it: {@code
 * context.require(MemoryBudget.class)} never waits. The kernel itself reserves for WebSocket
 * messages and request bodies; a plugin reserves the cost of an answer before it builds the answer.
 * Safe for use by any number of threads.
 *
 * <p>Each holder's share is bounded by what is still free: nobody may hold more than is left for
 * all others. One alone gets half, two get a third each, and there is always room for one more.
 */
public interface MemoryBudget {

  /**
   * Opens a reservation of 0 bytes; close it when the answer is sent.
   *
   * @param holders whose shares it is charged to, such as the client's address and the name of its
   *     token
   */
  Reservation open(String... holders);

  /** What one client holds for one thing that is under way. For one thread at a time. */
  interface Reservation extends AutoCloseable {

    /**
     * Reserves so many bytes more, in heap and not as they are encoded: an array that is replaced
     * by a larger one counts twice until the old one is gone.
     *
     * @throws ProblemException when they do not fit; nothing is reserved then. Status 503 and a
     *     time to try again when others have the room, 413 when no single client ever has so much
     */
    void grow(long bytes);

    /** Gives so many of the bytes back. */
    void shrink(long bytes);

    /** The bytes reserved now. */
    long bytes();

    /** Gives back all; closing twice does nothing. */
    @Override
    void close();
  }
}
