/**
 * Owns the text of messages: what a pending notification says, with the evidence for it.
 *
 * <p>It must not know which channels there are, and it decides nothing about an incident.
 */
@NullMarked
package dev.holdfast.alerts.message;

import org.jspecify.annotations.NullMarked;
