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
 * health, alert board, metrics ─ conditions ─▶ Incidents ─ pending ─▶ MessageWriter ─▶ Outbox ─▶ Dispatcher ─▶ Notifier
 *                                              (state.json)           (evidence)       (a file   (retry, limits,
 *                                                                                       each)     fallback)
 * </pre>
 *
 * <p>An incident that is to be told is first written to the state file as owed, then to the outbox,
 * then marked as told. A crash between any two of these repeats the step under the same id, so
 * nothing is lost, and what comes twice can be known by its id. Everything runs on one worker, the
 * calls of notifiers excepted: each has a thread while it lasts, one at a time for a channel.
 */
@NullMarked
package dev.holdfast.alerts;

import org.jspecify.annotations.NullMarked;
