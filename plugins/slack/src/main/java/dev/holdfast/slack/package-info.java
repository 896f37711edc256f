/**
 * Tells people on Slack, by an incoming webhook or as a bot with one thread for each incident.
 *
 * <p>It must not know what an alert is about: it turns a {@link
 * dev.holdfast.spi.alert.Notification} into Slack's blocks, within Slack's limits.
 */
@NullMarked
package dev.holdfast.slack;

import org.jspecify.annotations.NullMarked;
