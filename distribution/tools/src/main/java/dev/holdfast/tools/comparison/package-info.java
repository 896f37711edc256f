/**
 * What {@code bench} measures and holds a server against: its loads, the bare database, and peers
 * that are measured in turn with it.
 *
 * <p>It must not know the commands, nor how their figures are shown beside the limits.
 */
@NullMarked
package dev.holdfast.tools.comparison;

import org.jspecify.annotations.NullMarked;
