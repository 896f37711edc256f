package dev.holdfast.websocket;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.websocket.frame.CloseCode;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands what one connection receives to its listener. The boundary to the plugin: whatever it
 * throws costs its session, nothing else. Used by the connection's reader only, but for {@link
 * #settled}.
 *
 * <p>That the session is being closed keeps nothing from the listener: what arrived whole before
 * the end was received. Only a listener that has failed, or whose endpoint is gone and has said
 * goodbye, gets no more; such messages are counted, and the client is not told that all is well.
 */
final class ListenerInvoker {
  private final Route route;
  private final Connection connection;
  private final LongSupplier ticker;
  private final Consumer<Throwable> thrown;
  private volatile @Nullable WebSocketListener listener;
  private boolean failed;
  private volatile boolean ignoredSome;

  // Since the last time that the listener was told that this was all for now.
  private long messages;
  private long bytes;
  private boolean handedOver;

  ListenerInvoker(
      Route route, Connection connection, LongSupplier ticker, Consumer<Throwable> thrown) {
    this.route = route;
    this.connection = connection;
    this.ticker = ticker;
    this.thrown = thrown;
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
    if (to == null || failed || (route.removed() && !connection.open())) {
      ignoredSome = true;
      route.tally().ignored();
      return;
    }
    try {
      handedOver = true;
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
    drain();
    if (route.removed()) {
      // It was at work when its endpoint was taken away: it need not wait for its turn.
      connection.close(CloseCode.RESTART, "endpoint restarts");
    }
  }

  private void drain() {
    WebSocketListener to = listener;
    if (to == null || !handedOver) {
      return;
    }
    handedOver = false;
    try {
      to.drained();
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  /** Whether the client may be told that all it sent is safe, once the listener has settled. */
  CompletionStage<?> settled() {
    WebSocketListener to = listener;
    if (to == null) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      return Objects.requireNonNull(to.settled(), "settled() returned null");
    } catch (Throwable failure) {
      thrown.accept(failure);
      route.failed(failure, ticker.getAsLong());
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** Whether some messages reached nobody. */
  boolean ignoredSome() {
    return ignoredSome;
  }

  void closed(CloseCode.Ending how) {
    WebSocketListener to = listener;
    if (to == null) {
      return;
    }
    try {
      to.closed(how.code(), how.reason());
    } catch (Throwable failure) {
      thrown.accept(failure);
      route.failed(failure, ticker.getAsLong());
    }
  }

  /** What it got before it failed is passed on all the same, and before the close. */
  private void failed(Throwable failure) {
    thrown.accept(failure);
    failed = true;
    drain();
    switch (failure) {
      case WebSocketListener.UnsupportedMessage unsupported ->
          connection.close(CloseCode.UNSUPPORTED, String.valueOf(unsupported.getMessage()));
      case ProblemException refused ->
          connection.close(
              CloseCode.POLICY, refused.problem().code() + " " + refused.problem().what());
      default -> {
        route.failed(failure, ticker.getAsLong());
        connection.close(CloseCode.SERVER_ERROR, "internal error");
      }
    }
  }
}
