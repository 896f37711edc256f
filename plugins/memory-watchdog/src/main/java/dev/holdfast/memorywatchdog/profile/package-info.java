/**
 * Finds the plugin that holds the heap, from samples of the flight recorder and a histogram of
 * classes. A profile is kept for a while, because taking one collects the whole heap.
 *
 * <p>It must not know how full the heap is, nor what is done with a profile.
 */
@NullMarked
package dev.holdfast.memorywatchdog.profile;

import org.jspecify.annotations.NullMarked;
