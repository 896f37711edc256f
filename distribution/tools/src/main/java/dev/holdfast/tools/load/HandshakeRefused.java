package dev.holdfast.tools.load;

import java.io.IOException;

/** The server answered the upgrade with something else than 101. */
final class HandshakeRefused extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  HandshakeRefused(int status, String answer) {
    super("the server refused the WebSocket: " + answer);
    this.status = status;
  }

  /** The HTTP status, 0 when the answer had none. */
  int status() {
    return status;
  }
}
