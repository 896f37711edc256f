/**
 * Knows the configured database through its JDBC driver: its address, how to open a connection,
 * what a failure means, and which problem and remedy a person reads.
 *
 * <p>It must not know that connections are pooled, or whether the database is reachable now.
 */
@NullMarked
package dev.holdfast.database.driver;

import org.jspecify.annotations.NullMarked;
