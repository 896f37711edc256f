/**
 * The commands that send events to a running server and show those that it has stored.
 *
 * <p>It must not know the commands that change a server, nor start or stop a process.
 */
@NullMarked
package dev.holdfast.console.command.events;

import org.jspecify.annotations.NullMarked;
