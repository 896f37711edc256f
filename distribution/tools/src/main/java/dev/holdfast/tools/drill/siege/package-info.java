/**
 * The siege drill: slow, broken and hostile clients attack a server while honest producers go on
 * sending. It measures what those still get.
 *
 * <p>It must not know the database drill or the other commands.
 */
@NullMarked
package dev.holdfast.tools.drill.siege;

import org.jspecify.annotations.NullMarked;
