/**
 * The commands that say how a server is and why: health, doctor, and diagnostic bundles.
 *
 * <p>It must not know the commands that change a server.
 */
@NullMarked
package dev.holdfast.console.command.health;

import org.jspecify.annotations.NullMarked;
