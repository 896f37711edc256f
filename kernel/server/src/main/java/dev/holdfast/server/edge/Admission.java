package dev.holdfast.server.edge;

import dev.holdfast.spi.ProblemException;
import io.helidon.common.socket.PeerInfo;
import org.jspecify.annotations.Nullable;

/** Asked once for each new connection, before anything is read from it. */
@FunctionalInterface
public interface Admission {
  /**
   * Lets a client in or not.
   *
   * @return what it is told before the connection is closed; null to let it in
   */
  @Nullable ProblemException refusal(PeerInfo peer);

  /** What was wrong with a client that the edge has refused or cut. */
  enum FaultClass {
    MALFORMED,
    TOO_SLOW
  }

  /** Told of each client that was refused or cut; must not block. */
  default void offended(PeerInfo peer, FaultClass fault) {
    // Most have nobody to tell.
  }
}
