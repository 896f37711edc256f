package dev.holdfast.server.websocket;

/** Why the server cut a connection without a farewell. */
enum Cut {
  NO_PONG("sent nothing, not even an answer to pings"),
  FRAME_TIMEOUT("stopped in the middle of a frame"),
  WRITE_TIMEOUT("did not read what was sent to it"),
  CLOSE_TIMEOUT("did not answer the close frame"),
  SHUTDOWN("was still there when the server had to go");

  private final String reason;

  Cut(String reason) {
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
