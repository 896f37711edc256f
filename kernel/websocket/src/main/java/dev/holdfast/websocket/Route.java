package dev.holdfast.websocket;

import dev.holdfast.spi.WebSocketHandler;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.websocket.frame.CloseCode;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An endpoint, its open sessions and what became of its exceptions. */
final class Route {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.websocket");
  private static final long LOG_INTERVAL = 60_000_000_000L;
  private final String path;
  private final WebSocketOptions options;
  private final WebSocketHandler handler;
  private final TrafficCounters tally;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final SessionLimit places;
  private volatile boolean removed;

  private final Object lock = new Object();
  // Guarded by the lock.
  private long failures;
  private long loggedAt;

  Route(String path, WebSocketOptions options, WebSocketHandler handler, TrafficCounters tally) {
    this.path = path;
    this.options = options;
    this.handler = handler;
    this.tally = tally;
    this.places = new SessionLimit(options.maxSessions());
  }

  String path() {
    return path;
  }

  WebSocketOptions options() {
    return options;
  }

  WebSocketHandler handler() {
    return handler;
  }

  TrafficCounters tally() {
    return tally;
  }

  SessionLimit places() {
    return places;
  }

  void join(Connection connection) {
    connections.add(connection);
  }

  void leave(Connection connection) {
    connections.remove(connection);
  }

  /** From now on a session that brings something is closed with that, all others one by one. */
  boolean removed() {
    return removed;
  }

  /** Closes all sessions, one after the other over a time. */
  void remove(long now, long spread) {
    removed = true;
    int count = Math.max(1, connections.size());
    long index = 0;
    for (Connection connection : connections) {
      connection.closeAt(now + spread / count * index++, CloseCode.RESTART, "endpoint restarts");
    }
  }

  /** An exception of the plugin: logged once a minute, counted in between. */
  void failed(Throwable failure, long now) {
    long count;
    synchronized (lock) {
      failures++;
      if (failures > 1 && now - loggedAt < LOG_INTERVAL) {
        return;
      }
      loggedAt = now;
      count = failures;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        () ->
            String.format(
                Locale.ROOT,
                "The endpoint %s failed (%d times so far); the session is closed with 1011.",
                path,
                count),
        failure);
  }
}
