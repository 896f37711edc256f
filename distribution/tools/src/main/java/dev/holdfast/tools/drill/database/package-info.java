/**
 * The database drill: stops a real database under load, starts it again, and measures when the
 * server noticed, when it recovered, and whether an event was lost.
 *
 * <p>It must not know the siege or the other commands.
 */
@NullMarked
package dev.holdfast.tools.drill.database;

import org.jspecify.annotations.NullMarked;
