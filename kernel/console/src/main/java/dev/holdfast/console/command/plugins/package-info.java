/**
 * The commands for plugins: list those of a server, and begin the project of a new one.
 *
 * <p>It must not know the server's plugin classes; it compiles nothing itself.
 */
@NullMarked
package dev.holdfast.console.command.plugins;

import org.jspecify.annotations.NullMarked;
