/**
 * Puts the journal together: the plugin, the journal that it offers, its housekeeping, and what it
 * shows of itself as health, metrics and routes.
 *
 * <p>It must not know who appends, who reads, or what an event means: to it an event is bytes. No
 * package below may know this one.
 */
@NullMarked
package dev.holdfast.journal;

import org.jspecify.annotations.NullMarked;
