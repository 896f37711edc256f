package dev.holdfast.server.edge;

import dev.holdfast.server.memory.FairShares;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, and for whom. Those beyond a fair share are let in for the
 * probes, as nobody knows what they want before they have said it; of these the oldest that has not
 * spoken makes room for the next. Safe for use by several threads.
 */
final class ConnectionPlaces {
  /** Every address may have these as long as there are places. */
  private static final int LEAST = 16;

  private final int ordinary;
  private final int reserve;
  private final FairShares shares = new FairShares(LEAST);

  // Guarded by this.
  private final Queue<ClientConnection> forProbes = new ArrayDeque<>();

  /**
   * Creates places of which none is taken.
   *
   * @param limit of all connections
   * @param reserve of these for probes; half of all at the most
   */
  ConnectionPlaces(int limit, int reserve) {
    this.reserve = Math.max(1, Math.min(reserve, limit / 2));
    this.ordinary = Math.max(1, limit - this.reserve);
  }

  /** Takes an ordinary place; false when the client has to do with one for probes. */
  boolean take(String address) {
    return shares.take(List.of(address), 1, ordinary);
  }

  void giveBack(String address) {
    shares.giveBack(List.of(address), 1);
  }

  /**
   * Takes a place for probes.
   *
   * @return who has to go for it; null when nobody has
   */
  synchronized @Nullable ClientConnection takeForProbes(ClientConnection connection) {
    forProbes.add(connection);
    // The other half is for those that arrive while the oldest are being closed.
    return forProbes.size() > Math.max(1, reserve / 2) ? forProbes.poll() : null;
  }

  synchronized void giveBackForProbes(ClientConnection connection) {
    forProbes.remove(connection);
  }
}
