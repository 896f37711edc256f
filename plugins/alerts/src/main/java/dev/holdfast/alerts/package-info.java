/**
 * Tells people: notices what is wrong, makes one incident of what belongs together, writes messages
 * with their evidence, and keeps them on disk until a channel has taken them.
 *
 * <p>It must not know how a channel talks to its service; a plugin that contributes a {@link
 * dev.holdfast.spi.alert.Notifier} does. This package puts the parts together and answers
 * operators; none of the packages below imports it, and each of them imports only those after it:
 * {@code message}, {@code incident}, {@code condition}, {@code delivery}, {@code support}.
 *
 * <h2>The way of a message</h2>
 *
 * <pre>
 * Notice ─▶ Inhibit ─▶ Write ─────────▶ Route ──▶ Group ────▶ Deliver ─▶ Record
 * Sources   Incidents  MessageWriter    Router    Grouping    Sender     Recorder
 *           state.json                  outbox/   batches.json           deliveries.log
 * </pre>
 *
 * <p>{@link dev.holdfast.alerts.AlertEngine} says why it is so, and what always holds.
 */
@NullMarked
package dev.holdfast.alerts;

import org.jspecify.annotations.NullMarked;
