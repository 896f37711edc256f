package dev.holdfast.websocket;

/** Which time limit of a connection was exceeded. */
enum ForcedClose {
  NO_PONG("sent nothing, not even an answer to pings"),
  FRAME_TIMEOUT("stopped in the middle of a frame", "HF-WS-020", "a frame stopped in its middle"),
  MESSAGE_TIMEOUT(
      "took too long for one message", "HF-WS-021", "a message took longer than message-timeout"),
  MESSAGE_RATE(
      "sent a message too slowly", "HF-WS-022", "a message came slower than message-min-rate"),
  WRITE_TIMEOUT("did not read its messages"),
  CLOSE_TIMEOUT("did not answer the close frame"),
  SHUTDOWN("was still there when the server had to go");

  private final String reason;
  private final String farewell;

  ForcedClose(String reason) {
    this.reason = reason;
    this.farewell = "";
  }

  ForcedClose(String reason, String code, String told) {
    this.reason = reason;
    this.farewell = code + " " + told;
  }

  /** The reason in the close frame; empty where the connection is closed without one. */
  String farewell() {
    return farewell;
  }

  String reason() {
    return reason;
  }
}
