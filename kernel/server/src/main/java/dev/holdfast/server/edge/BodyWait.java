package dev.holdfast.server.edge;

/**
 * How long the server has waited for one body, and how much came meanwhile. Only the time counts in
 * which it wanted to read: while a route is busy, the silence is ours. Written by the connection's
 * thread, read by that of the ticks.
 */
final class BodyWait {
  /** The rate is an average over this time, so that a short pause harms nobody. */
  private static final long WINDOW = 5_000_000_000L;

  private final long longest;
  private final double bytesPerNano;

  /** 0 while the server does not wait. */
  private volatile long since;

  private volatile long waited;
  private volatile long windowWaited;
  private volatile long windowBytes;

  BodyWait(EdgeLimits limits) {
    this.longest = limits.bodyTimeout().toNanos();
    this.bytesPerNano = limits.minBodyRate().bytes() / 1e9;
  }

  void begins(long now) {
    since = now | 1;
  }

  void ends(long now, int bytes) {
    long took = now - since;
    since = 0;
    // Only the reading thread writes; the tick reads.
    long waitedNow = windowWaited + took;
    long bytesNow = windowBytes + bytes;
    boolean done = waitedNow > WINDOW && bytesNow >= waitedNow * bytesPerNano;
    long total = waited + took;
    waited = total;
    windowWaited = done ? 0 : waitedNow;
    windowBytes = done ? 0 : bytesNow;
  }

  /** Another body. */
  void reset() {
    waited = 0;
    windowWaited = 0;
    windowBytes = 0;
  }

  boolean isTooLong(long now) {
    long begun = since;
    if (begun == 0) {
      return false;
    }
    long inWindow = windowWaited + now - begun;
    return waited + now - begun > longest
        || (inWindow > WINDOW && windowBytes < inWindow * bytesPerNano);
  }
}
