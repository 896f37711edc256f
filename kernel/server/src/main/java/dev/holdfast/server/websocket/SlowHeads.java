package dev.holdfast.server.websocket;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Cuts connections that send the headers of a request too slowly. Helidon's own idle timer looks
 * only at the first line: a client that sends a header byte a second would stay for ever.
 */
final class SlowHeads implements Http1ConnectionListener {
  private final Map<ConnectionContext, Long> startedAt = new ConcurrentHashMap<>();
  private final Ticks ticks;
  private final long limit;
  private final LongAdder cut = new LongAdder();

  SlowHeads(Ticks ticks, Duration limit) {
    this.ticks = ticks;
    this.limit = limit.toNanos();
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    startedAt.put(connection, ticks.now());
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    startedAt.remove(connection);
  }

  /**
   * Heads that were refused by the parser stay until their time is over, too: closing twice is
   * free.
   */
  void tick(long now) {
    for (Iterator<Map.Entry<ConnectionContext, Long>> all = startedAt.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<ConnectionContext, Long> head = all.next();
      if (now - head.getValue() > limit) {
        all.remove();
        cut(head.getKey());
      }
    }
  }

  private void cut(ConnectionContext connection) {
    if (!connection.serverSocket().isConnected()) {
      return;
    }
    cut.increment();
    try {
      connection.serverSocket().close();
    } catch (UncheckedIOException alreadyGone) {
      // Nothing is left to close.
    }
  }

  long cutSoFar() {
    return cut.sum();
  }
}
