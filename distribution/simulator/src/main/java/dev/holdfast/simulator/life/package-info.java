/**
 * Whole lives of a server's data path in one thread, each decided by one seed: appends, readers,
 * the store, retention, faults of the disk and of the database, kills and power cuts, and after
 * each of those everything that was promised.
 */
@NullMarked
package dev.holdfast.simulator.life;

import org.jspecify.annotations.NullMarked;
