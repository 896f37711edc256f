/**
 * Owns WebSocket on the server's side (RFC 6455): the handshake, the frames, the sessions and their
 * time limits, on the upgrade interface of Helidon's HTTP/1.1 server.
 *
 * <p>A library: it must not know plugins, tokens or the server that it is part of. It is given
 * handlers, an {@link Authorization}, {@link MessageMemory}, sockets and the time. Its tests with
 * clients are where those sockets come from, at the edge of the server.
 */
@NullMarked
package dev.holdfast.websocket;

import org.jspecify.annotations.NullMarked;
