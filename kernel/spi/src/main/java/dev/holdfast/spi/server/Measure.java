package dev.holdfast.spi.server;

import java.util.Map;

/**
 * One figure of {@code /metrics}.
 *
 * @param name as Prometheus shows it, such as {@code jvm_memory_used_bytes} or {@code
 *     holdfast_events_total}
 * @param labels by name
 */
public record Measure(String name, Map<String, String> labels, double value) {}
