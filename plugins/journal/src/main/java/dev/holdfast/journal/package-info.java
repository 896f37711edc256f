/**
 * Owns the journal: the segmented log on local disk between those who accept events and those who
 * use them.
 *
 * <p>It must not know who appends, who reads, or what an event means: to it an event is bytes.
 */
@NullMarked
package dev.holdfast.journal;

import org.jspecify.annotations.NullMarked;
