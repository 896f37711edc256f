/** The command {@code holdfast simulate}. */
@NullMarked
package dev.holdfast.simulator.command;

import org.jspecify.annotations.NullMarked;
