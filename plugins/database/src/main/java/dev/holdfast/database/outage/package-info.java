/**
 * Detects that the database is lost, reconnects, and reports both. It alone decides when the pool
 * is shut and when a fresh one is put in place.
 *
 * <p>It must not know who uses the database, or how the pool lends a connection.
 */
@NullMarked
package dev.holdfast.database.outage;

import org.jspecify.annotations.NullMarked;
