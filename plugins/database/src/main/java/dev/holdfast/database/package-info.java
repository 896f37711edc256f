/**
 * Owns the one connection pool, notices when the database goes away and comes back, and brings
 * schemas to their newest version.
 *
 * <p>It must not know what anybody keeps in the database.
 */
@NullMarked
package dev.holdfast.database;

import org.jspecify.annotations.NullMarked;
