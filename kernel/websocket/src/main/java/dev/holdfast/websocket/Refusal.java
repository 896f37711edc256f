package dev.holdfast.websocket;

import dev.holdfast.spi.Problem;

/** Why a handshake was refused: the problem, and the label in the metrics. */
enum Refusal {
  BAD_HANDSHAKE(
      "HF-WS-001",
      400,
      "this is not a WebSocket handshake",
      "send the headers that RFC 6455, 4.1 asks for"),
  UNKNOWN_PATH(
      "HF-WS-002",
      404,
      "there is no WebSocket endpoint at this path",
      "check the path; an endpoint is gone while its plugin is down"),
  METHOD("HF-WS-003", 405, "a WebSocket handshake is a GET", "use GET"),
  VERSION(
      "HF-WS-004",
      426,
      "this path speaks WebSocket version 13 only",
      "connect with a WebSocket client"),
  ORIGIN(
      "HF-WS-005",
      403,
      "pages of this origin may not connect",
      "add the origin to holdfast.web.websocket.allowed-origins"),
  SUBPROTOCOL(
      "HF-WS-006",
      400,
      "this path needs one of its sub-protocols",
      "name one of them in Sec-WebSocket-Protocol"),
  DRAINING("HF-WS-007", 503, "the server is about to stop", "connect again a little later"),
  FULL(
      "HF-WS-008",
      503,
      "as many WebSocket sessions as allowed are open",
      "connect again later, or raise holdfast.web.websocket.max-sessions"),
  /** Told as the problem that {@link Authorization} throws. */
  UNAUTHENTICATED,
  /** Told as the problem that {@link Authorization} throws. */
  FORBIDDEN,
  /** Told as the problem that the endpoint throws. */
  NOT_ADMITTED;

  private final String code;
  private final int status;
  private final String what;
  private final String remedy;

  Refusal() {
    this("", 0, "", "");
  }

  Refusal(String code, int status, String what, String remedy) {
    this.code = code;
    this.status = status;
    this.what = what;
    this.remedy = remedy;
  }

  /** The problem, for those reasons that are this package's own. */
  Problem because(String why) {
    return new Problem(code, status, what, why, remedy);
  }
}
