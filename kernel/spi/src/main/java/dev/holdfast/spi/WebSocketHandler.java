package dev.holdfast.spi;

/** Makes the listener of each new session. */
@FunctionalInterface
public interface WebSocketHandler {

  /**
   * Called once the handshake has been answered, on the thread that will read the session.
   *
   * @return who gets its messages
   */
  WebSocketListener open(WebSocketSession session);

  /**
   * Called before the handshake is answered; throwing refuses the client with the problem's status
   * and Retry-After. Must not block.
   *
   * @throws ProblemException to refuse
   */
  default void admit() {}
}
