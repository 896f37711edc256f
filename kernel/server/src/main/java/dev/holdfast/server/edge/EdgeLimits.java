package dev.holdfast.server.edge;

import dev.holdfast.spi.Size;
import java.time.Duration;

/**
 * What a client may cost; the keys of {@code holdfast.web} of the same names explain each.
 *
 * @param maxHead bytes of a request line and its headers; also of all chunk extensions and trailers
 *     of one body
 * @param headTimeout from the first byte of a head to its last
 * @param bodyTimeout how long the server waits for one body, all waits together
 * @param minBodyRate bytes a second that a body has to bring while the server waits for it
 * @param writeTimeout how long a client may not read what is written to it
 * @param idleTimeout between two requests
 * @param lingerTimeout how long the server reads on after a refusal
 * @param connections that there may be at one time
 * @param forProbes of these for probes only
 * @param sendBuffer of the system for each connection, in bytes
 * @param receiveBuffer of the system for each connection, in bytes
 * @param maxRequests that are served at one time, probes and WebSocket sessions not counted
 */
public record EdgeLimits(
    Size maxHead,
    Duration headTimeout,
    Duration bodyTimeout,
    Size minBodyRate,
    Duration writeTimeout,
    Duration idleTimeout,
    Duration lingerTimeout,
    int connections,
    int forProbes,
    int sendBuffer,
    int receiveBuffer,
    int maxRequests) {}
