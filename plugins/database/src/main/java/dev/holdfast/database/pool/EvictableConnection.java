package dev.holdfast.database.pool;

import java.sql.Connection;

/**
 * A connection of the pool, and the way to evict it.
 *
 * @param evict makes the pool close it instead of lending it again; must be called before its close
 */
record EvictableConnection(Connection connection, Runnable evict) {}
