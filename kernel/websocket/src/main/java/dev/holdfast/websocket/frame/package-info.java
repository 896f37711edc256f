/**
 * The codec of RFC 6455: reads frames, gathers messages, checks UTF-8, and knows the close codes.
 *
 * <p>It must not know sessions, sockets, paths or configuration.
 */
@NullMarked
package dev.holdfast.websocket.frame;

import org.jspecify.annotations.NullMarked;
