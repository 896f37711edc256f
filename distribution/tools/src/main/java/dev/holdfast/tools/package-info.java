/**
 * Tools that come with the distribution and are no part of the kernel: they start servers of their
 * own to show, measure and attack them. This package holds the commands that the console finds.
 *
 * <p>It may use the console as a library, because a second client of the server, and a second way
 * to say what went wrong, would only differ from the first: its entry to add commands, its client,
 * its instance and its terminal; none of its commands. It must not know the server.
 */
@NullMarked
package dev.holdfast.tools;

import org.jspecify.annotations.NullMarked;
