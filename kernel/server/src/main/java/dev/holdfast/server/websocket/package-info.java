/**
 * Owns WebSocket on the server's side (RFC 6455): the handshake, the frames, the sessions and their
 * time limits, on the upgrade interface of Helidon's HTTP/1.1 server.
 *
 * <p>It must not know plugins, tokens or the web server that it is part of: it is given handlers,
 * an {@link Authorization} and sockets.
 */
@NullMarked
package dev.holdfast.server.websocket;

import org.jspecify.annotations.NullMarked;
