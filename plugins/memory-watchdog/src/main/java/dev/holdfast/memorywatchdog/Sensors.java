package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.PluginContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All that is watched beside the heap. */
record Sensors(
    OutsideHeap direct,
    OutsideHeap metaspace,
    ResidentMemory resident,
    Collecting collecting,
    Descriptors descriptors,
    PlatformThreads threads,
    Deadlocks deadlocks,
    DiskRoom disk,
    WallClock clock) {
  private static final Duration CLOCK_SHOWN = Duration.ofMinutes(10);

  static Sensors ofThisProcess(
      PluginContext context,
      WatchdogConfig.Resources config,
      Path data,
      Function<String, Optional<String>> pluginOf) {
    return new Sensors(
        OutsideHeap.direct(config.outsideHeap()),
        OutsideHeap.metaspace(config.outsideHeap()),
        ResidentMemory.ofThisProcess(config.resident()),
        Collecting.ofThisProcess(config.collecting()),
        Descriptors.ofThisProcess(config.descriptors()),
        PlatformThreads.ofThisProcess(config.threads()),
        Deadlocks.ofThisProcess(pluginOf, config.deadlockInterval().toNanos()),
        DiskRoom.of(data, config.diskRoom(), config.diskTime()),
        new WallClock(context.clock(), System::nanoTime, config.clockStep(), CLOCK_SHOWN));
  }

  List<Sensor> all() {
    return List.of(
        direct, metaspace, resident, collecting, descriptors, threads, deadlocks, disk, clock);
  }
}
