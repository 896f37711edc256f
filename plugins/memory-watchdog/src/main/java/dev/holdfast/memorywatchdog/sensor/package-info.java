/**
 * Readings of the process: the heap that is in use for good, and everything besides the heap that
 * may run out. A problem goes to the alert board when a reading crosses its threshold.
 *
 * <p>It must not know the ladder or its responses, nor how a bundle is written: a function that
 * captures one is handed in.
 */
@NullMarked
package dev.holdfast.memorywatchdog.sensor;

import org.jspecify.annotations.NullMarked;
