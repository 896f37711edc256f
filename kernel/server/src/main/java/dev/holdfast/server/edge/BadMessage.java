package dev.holdfast.server.edge;

import dev.holdfast.spi.ProblemException;

/** A request that is refused for its form. */
final class BadMessage extends ProblemException {
  private static final long serialVersionUID = 1;
  private final Fault fault;

  BadMessage(Fault fault, String why) {
    super(fault.because(why));
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
