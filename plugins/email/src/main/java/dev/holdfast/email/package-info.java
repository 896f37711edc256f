/**
 * Tells people by email: over STARTTLS, in plain text and in HTML, an incident as one thread.
 *
 * <p>It must not know what an alert is about: it turns a {@link
 * dev.holdfast.spi.alert.Notification} into a letter.
 */
@NullMarked
package dev.holdfast.email;

import org.jspecify.annotations.NullMarked;
