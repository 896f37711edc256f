package dev.holdfast.alerts;

import dev.holdfast.spi.PluginContext;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts deliveries by channel and outcome, which are both few. */
final class DeliveryMeters {
  private final PluginContext context;
  private final Map<List<String>, Counter> counters = new HashMap<>();

  DeliveryMeters(PluginContext context) {
    this.context = context;
  }

  void count(String channel, String outcome) {
    counters
        .computeIfAbsent(
            List.of(channel, outcome),
            any ->
                context.meter(
                    Counter.builder("holdfast_notifications_total")
                        .description("What became of alerts, attempts included")
                        .tags(
                            List.of(
                                Tag.create("channel", channel), Tag.create("outcome", outcome)))))
        .increment();
  }
}
