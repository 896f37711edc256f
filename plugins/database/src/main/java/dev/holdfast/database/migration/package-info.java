/**
 * Brings the tables of each plugin to their newest version, each step once.
 *
 * <p>It must not know where its connection comes from, or what the tables hold.
 */
@NullMarked
package dev.holdfast.database.migration;

import org.jspecify.annotations.NullMarked;
