/**
 * The steps of memory pressure: when each is entered and left, when a collection is requested to
 * measure the heap, and which response is called. The readings of the heap are taken here.
 *
 * <p>It must not know what a response does, and it never touches another plugin.
 */
@NullMarked
package dev.holdfast.memorywatchdog.ladder;

import org.jspecify.annotations.NullMarked;
