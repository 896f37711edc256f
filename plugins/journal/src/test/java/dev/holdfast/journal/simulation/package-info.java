/**
 * Whole lives of the journal in one thread on a disk in memory, each decided by one seed: appends,
 * readers, retention, faults of the disk, kills and power cuts, and after each of those everything
 * that was promised.
 */
@NullMarked
package dev.holdfast.journal.simulation;

import org.jspecify.annotations.NullMarked;
