package dev.holdfast.server.websocket;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import org.jspecify.annotations.Nullable;

/** Knows who may come in. Must not block. */
@FunctionalInterface
public interface Authorization {

  /**
   * Names the bearer of a token.
   *
   * @param bearerToken as the client sent it; null when it showed none. Never to be logged.
   * @param role what the endpoint asks for
   * @return the name of the token; {@code anonymous} without one
   * @throws ProblemException with status 401 or 403
   */
  String principal(@Nullable String bearerToken, Role role);
}
