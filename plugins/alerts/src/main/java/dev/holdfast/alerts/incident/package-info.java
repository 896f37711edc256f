/**
 * Owns incidents: one for each condition that lasts, what it follows from, what is silenced, and
 * what is still to be told. They are kept in the state file.
 *
 * <p>It must not know what a message looks like, or where it goes.
 */
@NullMarked
package dev.holdfast.alerts.incident;

import org.jspecify.annotations.NullMarked;
