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
}
