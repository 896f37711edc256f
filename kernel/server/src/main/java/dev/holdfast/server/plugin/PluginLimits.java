package dev.holdfast.server.plugin;

import dev.holdfast.spi.Range;

/**
 * {@code holdfast.plugins.limits}: what one plugin may take at one time. Far more than any honest
 * one needs, far less than what would harm the server.
 *
 * @param meters each set of labels is one
 * @param alerts that stand
 * @param routes groups of HTTP routes
 * @param endpoints of WebSocket
 * @param healthChecks on /health
 * @param workers a thread each
 * @param services offered to other plugins
 * @param contributions jobs, notifiers and the like
 * @param nameLength characters of a name that a plugin gives, and of the value of a label
 */
public record PluginLimits(
    @Range(min = "1", max = "1000000") int meters,
    @Range(min = "1", max = "1000") int alerts,
    @Range(min = "1", max = "10000") int routes,
    @Range(min = "1", max = "10000") int endpoints,
    @Range(min = "1", max = "1000") int healthChecks,
    @Range(min = "1", max = "1000") int workers,
    @Range(min = "1", max = "1000") int services,
    @Range(min = "1", max = "10000") int contributions,
    @Range(min = "20", max = "2000") int nameLength) {}
