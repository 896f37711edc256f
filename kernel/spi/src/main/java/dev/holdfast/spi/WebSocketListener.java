package dev.holdfast.spi;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Receives the messages of a session. All methods but {@link #settled} and {@link #closed} are
 * called on the one thread that reads the session. While they block, the socket is not read, so TCP
 * slows the client down. Block for seconds at most. An exception closes the session with 1011; a
 * {@link ProblemException} with 1008.
 *
 * <p>A message that arrives whole before the session ends is handed over: also one in front of a
 * close frame or of a breach of the protocol, and also while the server's own close frame waits for
 * its answer. There are none after an exception, nor after the close of an endpoint that was taken
 * away.
 */
public interface WebSocketListener {

  /**
   * A whole text message, checked to be UTF-8.
   *
   * @param utf8 has an array; valid only during the call
   */
  void text(ByteBuffer utf8);

  /**
   * A whole binary message. By default it is refused with 1003.
   *
   * @param bytes has an array; valid only during the call
   */
  default void binary(ByteBuffer bytes) {
    throw new UnsupportedMessage();
  }

  /**
   * Called after the messages of one read of the socket have been handed over, before the next
   * read: the moment to pass on what was gathered as one group. However the session ends, it is
   * called behind the last message.
   */
  default void drained() {}

  /**
   * Says when everything that was handed over so far has its answer: what is to be kept is safe,
   * and what is to be sent is queued. The kernel asks before a close frame goes out, whoever
   * closes, and waits for {@code web.websocket.settle-timeout} at most. A client that closes is
   * answered with its own code when this completes normally, and with 1013 when it fails or is
   * late.
   *
   * <p>Called by any thread; must not block.
   *
   * @return complete by default
   */
  default CompletionStage<?> settled() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * The session is over; called exactly once on every path, by any thread, and never before {@link
   * WebSocketHandler#open} has returned.
   *
   * @param code as in RFC 6455, 7.4; 1006 when the connection was lost
   * @param reason may be empty
   */
  void closed(int code, String reason);

  /** A message of a kind that the endpoint does not take: closed with 1003. */
  final class UnsupportedMessage extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnsupportedMessage() {
      super("only text messages are taken here");
    }
  }
}
