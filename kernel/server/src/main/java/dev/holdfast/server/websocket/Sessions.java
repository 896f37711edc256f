package dev.holdfast.server.websocket;

import dev.holdfast.server.edge.Ticks;
import dev.holdfast.server.memory.UnfinishedInput;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** All open sessions and what they share. */
final class Sessions {
  private static final long LOOK_AGAIN = 5_000_000;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();
  private final WebSocketConfig config;
  private final Ticks ticks;
  private final Figures figures;
  private final SessionLimit places;
  private final UnfinishedInput unfinished;

  Sessions(WebSocketConfig config, UnfinishedInput unfinished, Ticks ticks, Figures figures) {
    this.unfinished = unfinished;
    this.config = config;
    this.ticks = ticks;
    this.figures = figures;
    this.places = new SessionLimit(config.maxSessions());
  }

  WebSocketConfig config() {
    return config;
  }

  Ticks ticks() {
    return ticks;
  }

  UnfinishedInput unfinished() {
    return unfinished;
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
    long end = ticks.now() + budget.toNanos();
    while (places.taken() > 0 && ticks.now() - end < 0) {
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
