package dev.holdfast.spi;

import java.util.Optional;

/** One open WebSocket connection. Safe for use by any number of threads. */
public interface WebSocketSession {

  /** Unique in the life of the server; for logs. */
  String id();

  /** The address of the other side; for logs. */
  String peer();

  /** The name of the token that was shown; {@code anonymous} without one. */
  String principal();

  /** The sub-protocol that was agreed on. */
  Optional<String> subprotocol();

  /**
   * Queues a text message and returns at once; a thread of the session's own writes it, joined with
   * others that wait. A client that does not read for the write timeout is cut.
   *
   * @param utf8 valid UTF-8; shared, not copied: nobody may write to it afterwards
   * @return false when the queue (in bytes) is full, or the session closes; then nothing was queued
   */
  boolean offer(byte[] utf8);

  /** The bytes that wait to be written. */
  long queuedBytes();

  /**
   * Waits in the background until the listener has {@link WebSocketListener#settled settled}, sends
   * what is queued and then a close frame, and waits for the answer (2 s at most). Closing twice
   * does nothing.
   *
   * @param code as in RFC 6455, 7.4
   * @param reason cut to 123 bytes
   */
  void close(int code, String reason);
}
