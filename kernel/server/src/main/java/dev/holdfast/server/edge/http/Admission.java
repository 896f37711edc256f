package dev.holdfast.server.edge.http;

import io.helidon.common.socket.PeerInfo;

/** Told of each client that was refused or cut for what it did. */
@FunctionalInterface
public interface Admission {
  /** What was wrong with it. */
  enum FaultClass {
    MALFORMED,
    TOO_SLOW
  }

  /** Must not block. */
  void offended(PeerInfo peer, FaultClass fault);
}
