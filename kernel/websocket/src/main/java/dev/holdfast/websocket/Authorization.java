package dev.holdfast.websocket;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;

/** Knows who may come in. Must not block. */
public interface Authorization {

  /**
   * Names a caller.
   *
   * @param role the role that the endpoint asks for
   * @return the name of the token; {@code anonymous} without one
   * @throws ProblemException with status 401, 403 or 429
   */
  String principal(Caller caller, Role role);

  /** Told of a client that broke a rule of the protocol; does nothing by itself. */
  default void violated(String address) {
    // Only an authorization that blocks clients wants to know.
  }
}
