package dev.holdfast.server.metrics;

import dev.holdfast.server.memory.UnfinishedInput;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;

/** Shows the memory for what clients have begun and not finished. */
public final class UnfinishedMeters {
  private static final String KERNEL = "kernel";

  private UnfinishedMeters() {}

  /** Adds the meters for as long as the registry is open. */
  public static void add(Meters meters, UnfinishedInput unfinished) {
    meters.add(
        KERNEL,
        Gauge.builder("holdfast_unfinished_input_bytes", unfinished::used)
            .description("Heap reserved for unfinished messages, bodies and pages"));
    meters.add(
        KERNEL,
        Gauge.builder("holdfast_unfinished_input_limit_bytes", unfinished::limit)
            .description("The most that may be reserved; smaller while memory is short"));
    meters.add(
        KERNEL,
        FunctionalCounter.builder(
                "holdfast_unfinished_input_refused", unfinished, UnfinishedInput::refused)
            .description("Messages, bodies and pages refused because they did not fit"));
  }
}
