package dev.holdfast.server.edge;

import dev.holdfast.server.memory.FairShares;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, and for whom. Those beyond a fair share are let in for the
 * probes, as nobody knows what they want before they have said it; of these the oldest that has not
 * spoken makes room for the next. Safe for use by several threads.
 */
final class ConnectionSlots {
  /** Every address may have these as long as there are slots. */
  private static final int LEAST = 16;

  private final int ordinary;
  private final FairShares shares = new FairShares(LEAST);

  /** Filled in turn, so that the next one to be replaced is about the oldest. */
  private final AtomicReferenceArray<@Nullable ClientConnection> forProbes;

  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Creates slots of which none is taken.
   *
   * @param limit of all connections
   * @param reserve of these for probes; half of all at the most
   */
  ConnectionSlots(int limit, int reserve) {
    int least = Math.max(1, Math.min(reserve, limit / 2));
    this.ordinary = Math.max(1, limit - least);
    // The other half is for those that arrive while the oldest are being closed.
    this.forProbes = new AtomicReferenceArray<>(Math.max(1, least / 2));
  }

  /** Takes an ordinary slot; false when the client has to do with one for probes. */
  boolean take(String address) {
    return shares.take(List.of(address), 1, ordinary);
  }

  void giveBack(String address) {
    shares.giveBack(List.of(address), 1);
  }

  /**
   * Takes a slot for probes.
   *
   * @return who has to go for it; null when nobody has
   */
  @Nullable ClientConnection takeForProbes(ClientConnection connection) {
    int first = turn.getAndIncrement();
    for (int i = 0; i < forProbes.length(); i++) {
      if (forProbes.compareAndSet(at(first + i), null, connection)) {
        return null;
      }
    }
    return forProbes.getAndSet(at(first), connection);
  }

  private int at(int turn) {
    return Math.floorMod(turn, forProbes.length());
  }

  void giveBackForProbes(ClientConnection connection) {
    for (int i = 0; i < forProbes.length(); i++) {
      if (forProbes.compareAndSet(i, connection, null)) {
        return;
      }
    }
  }
}
