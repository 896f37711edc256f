package dev.holdfast.server.edge;

import dev.holdfast.spi.server.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * What the body that one connection is reading holds of the budget for unfinished input. For the
 * thread of the connection.
 */
final class BodyReservation {
  /** A body is there as it was read, in the buffers that gather it, and in one array at last. */
  private static final int COPIES = 3;

  private final MemoryBudget budget;
  private final String peer;
  private MemoryBudget.@Nullable Reservation held;

  BodyReservation(MemoryBudget budget, String peer) {
    this.budget = budget;
    this.peer = peer;
  }

  /**
   * Adds a piece that has come.
   *
   * @throws dev.holdfast.spi.ProblemException there is no room for it
   */
  void add(int bytes) {
    if (held == null) {
      held = budget.open("address " + peer);
    }
    held.grow((long) bytes * COPIES);
  }

  /** Gives all of it back. */
  void release() {
    MemoryBudget.Reservation given = held;
    held = null;
    if (given != null) {
      given.close();
    }
  }
}
