package dev.holdfast.server.metrics;

import dev.holdfast.server.edge.EdgeFigures;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Tag;
import java.util.List;
import java.util.function.Supplier;

/** Shows what clients of the web port do wrong, by kind, and how many are connected. */
public final class EdgeMeters {
  private static final String KERNEL = "kernel";

  private EdgeMeters() {}

  /** Adds the meters for as long as the registry is open. */
  public static void add(Meters meters, Supplier<EdgeFigures> figures) {
    meters.add(
        KERNEL,
        Gauge.builder("holdfast_web_connections", () -> figures.get().open())
            .description("Open connections to the web port, WebSocket ones included"));
    meters.add(
        KERNEL,
        Gauge.builder("holdfast_web_requests", () -> figures.get().requests())
            .description(
                "Requests that are served now, probes and WebSocket sessions not counted"));
    meters.add(
        KERNEL,
        FunctionalCounter.builder(
                "holdfast_web_requests_refused", figures, each -> each.get().refused())
            .description("Requests for which there was no free slot, since the start"));
    for (String kind : figures.get().faults().keySet()) {
      meters.add(
          KERNEL,
          FunctionalCounter.builder(
                  "holdfast_web_client_faults", meters, _ -> figures.get().faults().get(kind))
              .description(
                  "Requests refused for their form, cut for their slowness, or left by their client")
              .tags(List.of(Tag.create("kind", kind))));
    }
  }
}
