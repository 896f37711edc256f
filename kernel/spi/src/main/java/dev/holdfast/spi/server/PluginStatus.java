package dev.holdfast.spi.server;

import java.time.Instant;

/**
 * The state of a plugin.
 *
 * @param state Waiting, Starting, Running, Stalled, BackingOff, Quarantined, Paused or Stopped
 * @param cause why it is in this state; empty when there is nothing to explain
 * @param since when it entered the state
 * @param restarts since the server started
 * @param required whether the server is down without it
 */
public record PluginStatus(
    String name, String state, String cause, Instant since, int restarts, boolean required) {}
