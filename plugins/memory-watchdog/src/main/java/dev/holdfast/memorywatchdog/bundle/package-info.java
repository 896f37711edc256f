/**
 * Bundles on disk: the files of one, the limits on their number and size, and their HTTP routes.
 *
 * <p>It must not know why a bundle is captured, nor the ladder: it is told a kind and a reason.
 */
@NullMarked
package dev.holdfast.memorywatchdog.bundle;

import org.jspecify.annotations.NullMarked;
