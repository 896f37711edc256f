package dev.holdfast.server.edge.http;

import dev.holdfast.spi.ProblemException;

/**
 * A request that is refused for its form; made by thousands in a flood, so it does not say where.
 */
public final class BadMessage extends ProblemException {
  private static final long serialVersionUID = 1;
  private final ClientFault fault;

  public BadMessage(ClientFault fault, String why) {
    super(fault.because(why));
    this.fault = fault;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  public ClientFault fault() {
    return fault;
  }
}
