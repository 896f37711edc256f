/**
 * Examines the database for {@code holdfast doctor}, step by step, on connections of its own. It
 * changes nothing.
 *
 * <p>It must not know the pool or the detection of outages: it also runs while the server is down.
 */
@NullMarked
package dev.holdfast.database.examination;

import org.jspecify.annotations.NullMarked;
