package dev.holdfast.websocket;

import java.util.Map;

/**
 * A snapshot for the metrics. All but {@code open} only grow. Nothing that a client says becomes a
 * key without a bound.
 *
 * @param paths by path
 * @param refused handshakes by reason, such as {@code origin}
 * @param closed sessions by close code; 1006 is a connection that was lost or cut
 * @param cut sessions that the server cut by reason, such as {@code write-timeout}; part of 1006
 */
public record WebSocketFigures(
    Map<String, Path> paths,
    Map<String, Long> refused,
    Map<Integer, Long> closed,
    Map<String, Long> cut) {

  /**
   * The traffic of one path.
   *
   * @param open sessions now
   * @param messagesIn text and binary messages from clients
   * @param bytesIn their payloads
   * @param messagesOut messages written to clients
   * @param bytesOut their payloads
   * @param messagesIgnored of {@code messagesIn}: nobody was there any more to take them
   */
  public record Path(
      int open,
      long messagesIn,
      long bytesIn,
      long messagesOut,
      long bytesOut,
      long messagesIgnored) {}
}
