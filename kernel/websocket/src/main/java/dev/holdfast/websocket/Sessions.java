package dev.holdfast.websocket;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** All open sessions and what they share. */
final class Sessions {
  private static final long LOOK_AGAIN = 5_000_000;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();
  private final WebSocketConfig config;
  private final LongSupplier ticker;
  private final Figures figures;
  private final Consumer<Throwable> thrown;
  private final SessionLimit places;
  private final MessageMemory unfinished;

  Sessions(
      WebSocketConfig config,
      MessageMemory unfinished,
      LongSupplier ticker,
      Figures figures,
      Consumer<Throwable> thrown) {
    this.thrown = thrown;
    this.unfinished = unfinished;
    this.config = config;
    this.ticker = ticker;
    this.figures = figures;
    this.places = new SessionLimit(config.maxSessions());
  }

  WebSocketConfig config() {
    return config;
  }

  LongSupplier ticker() {
    return ticker;
  }

  MessageMemory unfinished() {
    return unfinished;
  }

  /** Gets each Throwable of a listener before anything is done about it. */
  Consumer<Throwable> thrown() {
    return thrown;
  }

  Figures figures() {
    return figures;
  }

  SessionLimit places() {
    return places;
  }

  String nextId() {
    return "ws-" + numbers.incrementAndGet();
  }

  void join(Connection connection) {
    connections.add(connection);
  }

  void leave(Connection connection) {
    connections.remove(connection);
  }

  void tick(long now) {
    for (Connection connection : connections) {
      connection.tick(now);
    }
  }

  /** Closes all, those too that come meanwhile, and cuts who is still there after the time. */
  void closeAll(int code, String reason, Duration budget) {
    long end = ticker.getAsLong() + budget.toNanos();
    while (places.taken() > 0 && ticker.getAsLong() - end < 0) {
      for (Connection connection : connections) {
        connection.close(code, reason);
      }
      LockSupport.parkNanos(LOOK_AGAIN);
    }
    for (Connection connection : connections) {
      connection.cut(ForcedClose.SHUTDOWN);
    }
  }
}
