package dev.holdfast.websocket.frame;

/** A client broke the protocol or a limit: the connection fails with this close code. */
public final class ProtocolFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int code;

  ProtocolFailure(int code, String reason) {
    // No stack trace: what a client can cause at will has to be cheap.
    super(reason, null, false, false);
    this.code = code;
  }

  public int code() {
    return code;
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
