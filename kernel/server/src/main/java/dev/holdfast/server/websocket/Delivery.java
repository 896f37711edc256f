package dev.holdfast.server.websocket;

import dev.holdfast.server.edge.Ticks;
import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.WebSocketListener;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hands what one connection receives to its listener. The boundary to the plugin: whatever it
 * throws costs its session, nothing else. Used by the connection's reader only.
 */
final class Delivery {
  private final Route route;
  private final Connection connection;
  private final Ticks ticks;
  private @Nullable WebSocketListener listener;
  private long messages;
  private long bytes;

  Delivery(Route route, Connection connection, Ticks ticks) {
    this.route = route;
    this.connection = connection;
    this.ticks = ticks;
  }

  void open(Session session) {
    try {
      listener = route.handler().open(session);
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  void message(boolean text, ByteBuffer payload) {
    messages++;
    bytes += payload.remaining();
    WebSocketListener to = listener;
    if (to == null || !wanted()) {
      return;
    }
    try {
      if (text) {
        to.text(payload);
      } else {
        to.binary(payload);
      }
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  /** All that lay in the last read has been handed over. */
  void drained() {
    if (messages == 0) {
      return;
    }
    route.tally().received(messages, bytes);
    messages = 0;
    bytes = 0;
    WebSocketListener to = listener;
    if (to == null || !wanted()) {
      return;
    }
    try {
      to.drained();
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  void closed(CloseCode.Ending how) {
    WebSocketListener to = listener;
    if (to == null) {
      return;
    }
    try {
      to.closed(how.code(), how.reason());
    } catch (Throwable failure) {
      OutOfMemory.handOn(failure);
      route.failed(failure, ticks.now());
    }
  }

  private boolean wanted() {
    return connection.open() && !route.removed();
  }

  private void failed(Throwable failure) {
    OutOfMemory.handOn(failure);
    switch (failure) {
      case WebSocketListener.UnsupportedMessage unsupported ->
          connection.close(CloseCode.UNSUPPORTED, String.valueOf(unsupported.getMessage()));
      case ProblemException refused ->
          connection.close(
              CloseCode.POLICY, refused.problem().code() + " " + refused.problem().what());
      default -> {
        route.failed(failure, ticks.now());
        connection.close(CloseCode.SERVER_ERROR, "internal error");
      }
    }
  }
}
