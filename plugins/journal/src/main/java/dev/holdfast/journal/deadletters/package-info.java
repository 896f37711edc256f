/**
 * The events that a reader could not use: kept in a log of their own, shown over HTTP, replayed,
 * dropped, and removed by age.
 *
 * <p>It must not know how the journal commits or who its readers are; it replays through the
 * contract of the journal.
 */
@NullMarked
package dev.holdfast.journal.deadletters;

import org.jspecify.annotations.NullMarked;
