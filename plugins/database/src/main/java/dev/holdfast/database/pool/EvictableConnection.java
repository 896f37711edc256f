package dev.holdfast.database.pool;

import java.sql.Connection;

/**
 * A connection as the pool gives it.
 *
 * @param evict closes it instead of letting the pool lend it again; to be called before its close
 */
record EvictableConnection(Connection connection, Runnable evict) {}
