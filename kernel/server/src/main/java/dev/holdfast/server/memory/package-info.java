/**
 * The heap that clients may occupy with what is not finished, and who holds how much of it. Knows
 * neither HTTP nor WebSocket.
 */
@NullMarked
package dev.holdfast.server.memory;

import org.jspecify.annotations.NullMarked;
