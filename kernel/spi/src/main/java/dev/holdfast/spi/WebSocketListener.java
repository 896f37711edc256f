package dev.holdfast.spi;

import java.nio.ByteBuffer;

/**
 * Gets what a session receives. All methods but {@link #closed} are called on the one thread that
 * reads the session; while they block the socket is not read, so the client is slowed down by TCP.
 * Block for seconds at most. An exception closes the session with 1011; a {@link ProblemException}
 * with 1008.
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
   * read: the moment to pass on what was gathered as one group.
   */
  default void drained() {}

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
