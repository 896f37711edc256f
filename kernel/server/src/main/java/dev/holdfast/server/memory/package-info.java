/**
 * The heap that clients may occupy with what is not finished, and who holds how much of it. Knows
 * nothing of HTTP, and of WebSocket only what its messages ask for.
 */
@NullMarked
package dev.holdfast.server.memory;

import org.jspecify.annotations.NullMarked;
