/**
 * The table {@code event} in SQLite and in PostgreSQL: its migrations, the writing of a batch, the
 * comparison of an event with the row of the same identity, and the deletion of the oldest rows.
 *
 * <p>It must not know the journal, the plugin's problems and meters, or when and why it is called.
 */
@NullMarked
package dev.holdfast.eventstore.table;

import org.jspecify.annotations.NullMarked;
