package dev.holdfast.server.edge;

import java.util.Map;

/**
 * A snapshot for the metrics.
 *
 * @param open connections now
 * @param faults of clients since the start by kind, such as {@code framing}; every kind is there
 */
public record EdgeFigures(int open, Map<String, Long> faults) {}
