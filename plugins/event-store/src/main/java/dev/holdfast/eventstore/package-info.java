/**
 * Owns the way of the events from the journal into the table {@code event}, exactly once for as
 * long as the row is kept, and out of it again as history.
 *
 * <p>It must not know how the journal keeps events, nor how the database is reached.
 */
@NullMarked
package dev.holdfast.eventstore;

import org.jspecify.annotations.NullMarked;
