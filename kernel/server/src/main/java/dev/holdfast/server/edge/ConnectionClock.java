package dev.holdfast.server.edge;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What a connection is doing, since when, and whether that is too long. Written by the thread of
 * the connection, read by that of the ticks.
 */
final class ConnectionClock {
  /** Enough for a probe, which has nothing to think about. */
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

  /** What the connection is doing. */
  enum State {
    HANDSHAKE,
    IDLE,
    HEAD,
    BODY,
    ANSWERING,
    LINGERING,
    UPGRADED
  }

  /** What has taken too long. */
  enum Overdue {
    NOTHING,
    HANDSHAKE,
    NEXT_REQUEST,
    HEAD,
    BODY,
    FAREWELL,
    READER
  }

  private final EdgeLimits limits;
  private final LongSupplier ticker;
  private final BodyWait waiting;
  private volatile State state;
  private volatile long since;

  /** When the write began that is under way; 0 without one. */
  private volatile long writingSince;

  /**
   * It has just come.
   *
   * @param ticker nanoseconds
   * @param secure whether TLS is agreed on first
   */
  ConnectionClock(EdgeLimits limits, LongSupplier ticker, boolean secure) {
    this.limits = limits;
    this.ticker = ticker;
    this.waiting = new BodyWait(limits);
    this.state = secure ? State.HANDSHAKE : State.IDLE;
    this.since = ticker.getAsLong();
  }

  void enter(State next) {
    if (state != next) {
      state = next;
      since = ticker.getAsLong();
    }
  }

  boolean is(State asked) {
    return state == asked;
  }

  void writes() {
    writingSince = ticker.getAsLong() | 1;
  }

  void hasWritten() {
    writingSince = 0;
  }

  /** The next body has its own time. */
  void bodyBegins() {
    waiting.reset();
  }

  void bodyIsWaitedFor() {
    waiting.begins(ticker.getAsLong());
  }

  void bodyHasCome(int bytes) {
    waiting.ends(ticker.getAsLong(), bytes);
  }

  /**
   * What has taken too long.
   *
   * @param now by the ticker
   * @param forProbes whether it has a slot for probes only, which have less time
   */
  Overdue overdue(long now, boolean forProbes) {
    long writing = writingSince;
    if (writing != 0 && now - writing > limits.writeTimeout().toNanos()) {
      return Overdue.READER;
    }
    return switch (state) {
      case HANDSHAKE -> after(limits.headTimeout(), now, Overdue.HANDSHAKE);
      case IDLE ->
          after(forProbes ? PROBE_TIMEOUT : limits.idleTimeout(), now, Overdue.NEXT_REQUEST);
      case LINGERING -> after(limits.lingerTimeout(), now, Overdue.FAREWELL);
      case HEAD -> after(forProbes ? PROBE_TIMEOUT : limits.headTimeout(), now, Overdue.HEAD);
      case BODY -> waiting.isTooLong(now) ? Overdue.BODY : Overdue.NOTHING;
      case ANSWERING, UPGRADED -> Overdue.NOTHING;
    };
  }

  private Overdue after(Duration limit, long now, Overdue what) {
    return now - since > limit.toNanos() ? what : Overdue.NOTHING;
  }
}
