/**
 * Lends connections and watches them: how many are in use, who holds them, how long their
 * statements take. The pool behind can be replaced as a whole.
 *
 * <p>It must not know how an outage is detected, or when the database is tried again: it only
 * reports dead connections to its listener.
 */
@NullMarked
package dev.holdfast.database.pool;

import org.jspecify.annotations.NullMarked;
