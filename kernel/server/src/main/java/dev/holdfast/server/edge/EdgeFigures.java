package dev.holdfast.server.edge;

import java.util.Map;

/**
 * A snapshot for the metrics.
 *
 * @param open connections now
 * @param requests that are served now, probes and WebSocket sessions not counted
 * @param refused requests since the start for which there was no slot
 * @param faults of clients since the start by kind, such as {@code framing}; every kind is there
 */
public record EdgeFigures(int open, long requests, long refused, Map<String, Long> faults) {}
