package dev.holdfast.server.edge.http;

import io.helidon.webserver.CloseConnectionException;

/**
 * The client is gone, or was cut; Helidon gives the request up without an answer. Made by thousands
 * in a flood, so it does not say where.
 */
public final class ClientGone extends CloseConnectionException {
  private static final long serialVersionUID = 1;

  public ClientGone(String why) {
    super(why);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
