package dev.holdfast.memorywatchdog;

import dev.holdfast.memorywatchdog.bundle.DiagnosticBundleParts;
import dev.holdfast.memorywatchdog.bundle.DiagnosticBundleRoutes;
import dev.holdfast.memorywatchdog.bundle.DiagnosticBundles;
import dev.holdfast.memorywatchdog.ladder.GcTrigger;
import dev.holdfast.memorywatchdog.ladder.HeapWatch;
import dev.holdfast.memorywatchdog.ladder.LadderConfig;
import dev.holdfast.memorywatchdog.ladder.Step;
import dev.holdfast.memorywatchdog.profile.AllocationRecording;
import dev.holdfast.memorywatchdog.profile.HeapProfiler;
import dev.holdfast.memorywatchdog.response.PressureResponses;
import dev.holdfast.memorywatchdog.sensor.LiveHeap;
import dev.holdfast.memorywatchdog.sensor.ResourceWatch;
import dev.holdfast.memorywatchdog.sensor.Sensors;
import dev.holdfast.memorywatchdog.sensor.WatchdogCpu;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.server.ServerView;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Watches memory and the other resources of the process, and acts before they run out. */
public final class MemoryWatchdogPlugin implements Plugin {
  /** A bundle of a large server takes seconds; a disk that hangs is a stall. */
  private static final Duration STEP_LIMIT = Duration.ofMinutes(2);

  private Runnable ending = () -> {};

  @Override
  public String name() {
    return "memory-watchdog";
  }

  @Override
  public Class<? extends Record> configuration() {
    return WatchdogConfig.class;
  }

  @Override
  public void validate(Validation validation) {
    WatchdogConfig config = validation.config(WatchdogConfig.class);
    for (Step step : Step.values()) {
      if (step != Step.CALM) {
        validation.check("ladder." + step.word(), () -> config.ladder().check(step));
      }
    }
    validation.namesPlugins("pause.plugins", config.pause().plugins());
    validation.namesPlugins("pause.keep", config.pause().keep());
    validation.namesPlugins("pause.drain", config.pause().drain());
  }

  @Override
  public void start(PluginContext context) {
    WatchdogConfig config = context.config(WatchdogConfig.class);
    LadderConfig ladder = config.ladder().checked();
    ServerView server = context.require(ServerView.class);
    LongSupplier ticker = System::nanoTime;
    Path own = context.dataDirectory();
    Path data = Objects.requireNonNull(own.toAbsolutePath().getParent(), "the data directory");

    AllocationRecording recording = context.own(new AllocationRecording(own.resolve("recorder")));
    HeapProfiler profiler =
        new HeapProfiler(recording, own.resolve("last.jfr"), server::pluginOf, ticker);
    Sensors sensors = new Sensors(context, config.resources(), data, server::pluginOf);
    ResourceWatch resources = sensors.watch(context);
    GcTrigger gcTrigger =
        new GcTrigger(
            ladder, config.longestWait(), config.garbage(), System::gc, ticker.getAsLong());
    HeapWatch watch =
        new HeapWatch(
            context, ladder, LiveHeap.ofThisProcess(), gcTrigger, profiler, ticker.getAsLong());
    PressureResponses responses =
        new PressureResponses(
            watch,
            context,
            config.pause(),
            config.restart(),
            config.releaseLimit(),
            config.longestWait());
    WatchdogCpu cpu = new WatchdogCpu(ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    MemoryHealth memoryHealth = new MemoryHealth(watch, sensors, cpu);
    ResourceHealth resourceHealth = new ResourceHealth(resources);

    DiagnosticBundleParts parts =
        new DiagnosticBundleParts(
            server,
            profiler,
            () -> health(memoryHealth, resourceHealth),
            config.incidents().logSize().toInt());
    DiagnosticBundles bundles =
        new DiagnosticBundles(
            data.resolve("incidents"), config.incidents(), context.clock(), ticker, parts);
    watch.captureWith(bundles::captureOnTheWayUp);
    resources.captureWith(bundles::captureIfDue);

    watch.onChange(context.health("memory", memoryHealth));
    context.health("resources", resourceHealth);
    context.http("/admin/incidents", Role.ADMIN, new DiagnosticBundleRoutes(bundles));
    new WatchdogMeters(context).of(watch).of(responses, gcTrigger, bundles).of(sensors).of(cpu);
    StallWatch stalls = new StallWatch(server, bundles::captureIfDue);
    context.worker(
        "watch",
        STEP_LIMIT,
        new WatchLoop(
            config,
            ticker,
            recording,
            watch,
            now -> {
              resources.look(now);
              responses.look(now);
            },
            stalls,
            cpu));
    ending =
        () -> {
          watch.end();
          resources.end();
          responses.close();
        };
  }

  private static Map<String, Object> health(MemoryHealth memory, ResourceHealth resources) {
    Map<String, Object> all = new LinkedHashMap<>(memory.details());
    all.putAll(resources.details());
    return all;
  }

  /** Waits for nobody: who watches may hang in a capture, and what it has ordered is taken back. */
  @Override
  public void stop() {
    ending.run();
  }
}
