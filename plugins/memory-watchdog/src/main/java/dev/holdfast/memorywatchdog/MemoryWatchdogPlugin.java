package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.MemoryRelief;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.ServerControl;
import dev.holdfast.spi.ServerView;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Watches memory and the other means of the process, and acts before they are out. */
public final class MemoryWatchdogPlugin implements Plugin {
  /** An incident of a large server takes seconds; a disk that hangs is a stall. */
  private static final Duration STEP_LIMIT = Duration.ofMinutes(2);

  private @Nullable HeapWatch heap;

  @Override
  public String name() {
    return "memory-watchdog";
  }

  @Override
  public Class<? extends Record> configuration() {
    return WatchdogConfig.class;
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
    Witness witness = new Witness(recording, own.resolve("last.jfr"), server::pluginOf, ticker);
    Sensors sensors = Sensors.ofThisProcess(context, config.resources(), data, server::pluginOf);
    ResourceWatch resources = new ResourceWatch(context, sensors.all());
    Nudge nudge = new Nudge(ladder, System::gc);
    HeapWatch watch =
        new HeapWatch(
            context, ladder, LiveHeap.ofThisProcess(), nudge, witness, ticker.getAsLong());
    OwnCost cost = new OwnCost(ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    MemoryHealth memoryHealth = new MemoryHealth(watch, sensors, cost);
    ResourceHealth resourceHealth = new ResourceHealth(resources);

    IncidentParts parts =
        new IncidentParts(
            server,
            witness,
            () -> vitals(memoryHealth, resourceHealth),
            config.incidents().logSize().toInt());
    Incidents incidents =
        new Incidents(
            data.resolve("incidents"), config.incidents(), context.clock(), ticker, parts);
    Reliefs reliefs =
        context.own(
            new Reliefs(() -> context.contributions(MemoryRelief.class), config.releaseLimit()));
    Recidivists recidivists =
        new Recidivists(context::raise, context::resolve, config.pause(), witness::suspect);
    respond(watch, context, config, reliefs, recidivists, incidents);
    watch.capturing(incidents::captureOnTheWayUp);
    resources.capturing(incidents::captureIfDue);

    watch.telling(context.health("memory", memoryHealth));
    context.health("resources", resourceHealth);
    context.http("/admin/incidents", Role.ADMIN, new IncidentRoutes(incidents));
    new WatchdogMeters(context).of(watch).of(reliefs, nudge, incidents).of(sensors).of(cost);
    StallWatch stalls = new StallWatch(server, incidents::captureIfDue);
    context.worker(
        "watch",
        STEP_LIMIT,
        new Watch(
            config,
            ticker,
            recording,
            watch,
            now -> {
              resources.look(now);
              recidivists.look(now, server.plugins());
            },
            stalls,
            cost));
    heap = watch;
  }

  private static void respond(
      HeapWatch watch,
      PluginContext context,
      WatchdogConfig config,
      Reliefs reliefs,
      Recidivists recidivists,
      Incidents incidents) {
    ServerView server = context.require(ServerView.class);
    ServerControl control = context.require(ServerControl.class);
    Choice choice = new Choice(server, config.pause(), recidivists::isKept);
    Guardian guardian =
        new Guardian(server.obituaryDirectory().toAbsolutePath().resolveSibling("."));
    Ration ration =
        new Ration(
            context.dataDirectory().resolve("restarts"),
            config.restart().most(),
            config.restart().window());
    watch
        .on(Step.TRIM, reliefs)
        .on(Step.REFUSE, new Refusal(control))
        .on(
            Step.PAUSE,
            new Pausing(control, choice::optional, "memory is short", recidivists::judge))
        .on(
            Step.DRAIN,
            new Pausing(control, choice::storing, "memory is nearly out", plugin -> false))
        .on(
            Step.RESTART,
            new PlannedRestart(
                context,
                control,
                config.restart(),
                guardian::isThere,
                ration,
                why -> incidents.captureOnTheWayUp("memory-restart", why)));
  }

  private static Map<String, Object> vitals(MemoryHealth memory, ResourceHealth resources) {
    Map<String, Object> all = new LinkedHashMap<>(memory.details());
    all.putAll(resources.details());
    return all;
  }

  @Override
  public void stop() {
    if (heap != null) {
      heap.end();
    }
  }
}
