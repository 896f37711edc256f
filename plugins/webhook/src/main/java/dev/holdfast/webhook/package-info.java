/**
 * Tells any receiver of Alertmanager's webhooks, signed.
 *
 * <p>It must not know what an alert is about: it turns a {@link
 * dev.holdfast.spi.alert.Notification} into a request.
 */
@NullMarked
package dev.holdfast.webhook;

import org.jspecify.annotations.NullMarked;
