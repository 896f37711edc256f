/**
 * Owns the bytes of an HTTP/1 connection before and after Helidon: where a request begins and ends,
 * what is refused before anything runs, how long a client may take, and when the connection closes.
 *
 * <p>It must not know routes, tokens, WebSocket frames, nor what a request means.
 */
@NullMarked
package dev.holdfast.server.edge;

import org.jspecify.annotations.NullMarked;
