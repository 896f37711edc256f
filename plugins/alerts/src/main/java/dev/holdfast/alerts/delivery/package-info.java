/**
 * Owns the way of a message to its channels: the outbox on disk, routes, retries, grouping, and the
 * delivery log.
 *
 * <p>It must not know what an incident or a condition is; it carries notifications.
 */
@NullMarked
package dev.holdfast.alerts.delivery;

import org.jspecify.annotations.NullMarked;
