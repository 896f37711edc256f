/**
 * Owns what a server has to do with its own process: who asks it to end, what is left written down
 * for the next one, whether it starts in safe mode, and what it tells the service manager.
 *
 * <p>It must not know what runs inside of the server.
 */
@NullMarked
package dev.holdfast.server.process;

import org.jspecify.annotations.NullMarked;
