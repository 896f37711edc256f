package dev.holdfast.server.supervision;

import dev.holdfast.server.metrics.Meters;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.Tag;
import java.util.ArrayList;
import java.util.List;

/** The figures of one plugin, there for as long as the server knows it. */
final class StateMeters implements AutoCloseable {
  private final Meters meters;
  private final String plugin;
  private final List<Meter> added = new ArrayList<>();

  StateMeters(Meters meters, Supervised supervised) {
    this.meters = meters;
    this.plugin = supervised.name();
    for (String label : PluginState.LABELS) {
      add(
          Gauge.builder(
                  "holdfast_plugin_state", () -> supervised.state.label().equals(label) ? 1 : 0)
              .description("1 for the state that the plugin is in, 0 for the others")
              .addTag(Tag.create("state", label)));
    }
    add(
        Gauge.builder("holdfast_plugin_up", () -> supervised.isRunning() ? 1 : 0)
            .description("1 while the plugin runs"));
    add(
        Gauge.builder("holdfast_plugin_threads_left_behind", supervised::leftBehindCount)
            .description("Threads of the plugin that did not end with it"));
    for (RestartCause cause : RestartCause.values()) {
      var _ = restarts(cause);
    }
  }

  void count(RestartCause cause) {
    restarts(cause).increment();
  }

  private Counter restarts(RestartCause cause) {
    return add(
        Counter.builder("holdfast_plugin_restarts")
            .description("How often the plugin was ended or failed to come up, by cause")
            .addTag(Tag.create("cause", cause.label())));
  }

  private <B extends Meter.Builder<B, M>, M extends Meter> M add(B builder) {
    M meter = meters.add(plugin, builder);
    if (!added.contains(meter)) {
      added.add(meter);
    }
    return meter;
  }

  @Override
  public void close() {
    added.forEach(meters::remove);
    added.clear();
  }
}
