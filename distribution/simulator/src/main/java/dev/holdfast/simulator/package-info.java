/**
 * A deterministic simulator of the data path: the journal and the event store as they are shipped,
 * in one thread, on a disk, a clock and a database that obey a seed. This package holds the words
 * that all parts share: what is promised, what breaks a promise, and the bugs that can be planted.
 */
@NullMarked
package dev.holdfast.simulator;

import org.jspecify.annotations.NullMarked;
