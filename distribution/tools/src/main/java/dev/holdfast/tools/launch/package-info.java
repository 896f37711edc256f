/**
 * Servers that a tool starts for itself in child processes, and what Linux says of those processes.
 *
 * <p>It must not know load, nor the commands that use it.
 */
@NullMarked
package dev.holdfast.tools.launch;

import org.jspecify.annotations.NullMarked;
