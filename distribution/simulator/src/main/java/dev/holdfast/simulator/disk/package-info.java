/** A disk in memory that obeys what POSIX promises and no more. Knows nothing of lives. */
@NullMarked
package dev.holdfast.simulator.disk;

import org.jspecify.annotations.NullMarked;
