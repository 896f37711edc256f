/**
 * The commands that measure and prove: {@code bench} finds the limits of this machine and measures
 * peers in turn, {@code soak} looks for growth over hours, {@code verify} kills the server again
 * and again and counts losses.
 *
 * <p>It must not know the drills, the demo or the operating commands.
 */
@NullMarked
package dev.holdfast.tools.measurement;

import org.jspecify.annotations.NullMarked;
