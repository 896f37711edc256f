package dev.holdfast.memorywatchdog;

import dev.holdfast.memorywatchdog.bundle.DiagnosticBundles;
import dev.holdfast.memorywatchdog.ladder.GcTrigger;
import dev.holdfast.memorywatchdog.ladder.HeapWatch;
import dev.holdfast.memorywatchdog.ladder.Step;
import dev.holdfast.memorywatchdog.response.PressureResponses;
import dev.holdfast.memorywatchdog.sensor.Sensors;
import dev.holdfast.memorywatchdog.sensor.WatchdogCpu;
import dev.holdfast.spi.PluginContext;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The metrics of the watchdog. */
final class WatchdogMeters {
  private final PluginContext context;

  WatchdogMeters(PluginContext context) {
    this.context = context;
  }

  WatchdogMeters of(HeapWatch heap) {
    gauge(
        "holdfast_memory_step",
        "The step of the ladder, 0 calm to 6 restart",
        heap,
        watch -> watch.status().step().height());
    gauge(
        "holdfast_memory_live_bytes",
        "Heap in use behind a collection, 0 before the first",
        heap,
        watch -> (double) watch.status().live().orElse(0));
    gauge(
        "holdfast_memory_limit_bytes",
        "The largest heap",
        heap,
        watch -> (double) watch.status().limit());
    gauge(
        "holdfast_memory_full_seconds",
        "Until the heap is full if it goes on, else -1",
        heap,
        watch -> seconds(watch.status().full()));
    for (Step step : Step.values()) {
      if (step != Step.CALM) {
        context.meter(
            FunctionalCounter.builder("holdfast_memory_steps", heap, watch -> watch.entered(step))
                .description("How often a step was entered from below")
                .tags(List.of(Tag.create("step", step.word()))));
      }
    }
    return this;
  }

  WatchdogMeters of(PressureResponses responses, GcTrigger gcTrigger, DiagnosticBundles bundles) {
    counter(
        "holdfast_memory_released_bytes",
        "Given back by plugins",
        responses,
        PressureResponses::released);
    counter("holdfast_memory_nudges", "Collections asked for", gcTrigger, GcTrigger::count);
    counter("holdfast_incidents", "Bundles captured", bundles, DiagnosticBundles::captured);
    return this;
  }

  WatchdogMeters of(Sensors sensors) {
    gauge(
        "holdfast_memory_collecting_ratio",
        "Of the last minute, standing still for the collector",
        sensors,
        Sensors::gcPauseShare);
    gauge(
        "holdfast_memory_resident_bytes",
        "Given to the process by the system",
        sensors,
        Sensors::residentBytes);
    gauge(
        "holdfast_disk_full_seconds",
        "Until the disk is full if it goes on, else -1",
        sensors,
        all -> seconds(all.diskFullIn()));
    counter("holdfast_clock_jumps", "Times that the clock was set", sensors, Sensors::clockJumps);
    return this;
  }

  void of(WatchdogCpu cpu) {
    gauge(
        "holdfast_watchdog_cpu_seconds", "Of the watchdog's own thread", cpu, WatchdogCpu::seconds);
    gauge(
        "holdfast_watchdog_cpu_ratio",
        "Of one processor, over the last minute",
        cpu,
        WatchdogCpu::share);
  }

  private static double seconds(Optional<Duration> time) {
    return time.map(left -> left.toMillis() / 1000.0).orElse(-1.0);
  }

  private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> figure) {
    context.meter(Gauge.builder(name, () -> figure.applyAsDouble(of)).description(description));
  }

  private <T> void counter(String name, String description, T of, ToDoubleFunction<T> figure) {
    context.meter(
        FunctionalCounter.builder(name, of, counted -> (long) figure.applyAsDouble(counted))
            .description(description));
  }
}
