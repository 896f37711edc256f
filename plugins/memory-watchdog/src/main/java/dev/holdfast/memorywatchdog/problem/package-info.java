/**
 * The texts of the watchdog: every problem with its code, and figures in the form that people read.
 *
 * <p>It must not know what is measured, decided or done; it is told the figures.
 */
@NullMarked
package dev.holdfast.memorywatchdog.problem;

import org.jspecify.annotations.NullMarked;
