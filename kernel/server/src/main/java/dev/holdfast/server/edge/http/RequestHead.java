package dev.holdfast.server.edge.http;

/**
 * The head of a request, understood.
 *
 * @param minor of the version, HTTP/1.minor
 * @param keepAlive the client wants to ask more on this connection
 * @param expectsContinue the client may wait for 100 before it sends the body
 * @param webSocket asks to become a WebSocket connection
 * @param length of the body in bytes; {@link #CHUNKED} when it says itself where it ends
 * @param bytes the same head in the one spelling that Helidon is given
 */
public record RequestHead(
    String method,
    int minor,
    boolean keepAlive,
    boolean expectsContinue,
    boolean webSocket,
    long length,
    byte[] bytes) {
  static final long CHUNKED = -1;

  /** Whether its target is one of {@link ProbePaths}. */
  public boolean isForProbes() {
    return ProbePaths.includeTarget(bytes, method.length() + 1);
  }

  public boolean chunked() {
    return length == CHUNKED;
  }
}
