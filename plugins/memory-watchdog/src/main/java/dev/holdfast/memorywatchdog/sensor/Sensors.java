package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The sensors of everything besides the heap, and the readings that others show. */
public final class Sensors {
  private static final Duration CLOCK_SHOWN = Duration.ofMinutes(10);

  private final OffHeapMemory directBuffers;
  private final OffHeapMemory metaspace;
  private final ResidentMemory resident;
  private final GcPauseShare gcPauses;
  private final FileDescriptors descriptors;
  private final PlatformThreads threads;
  private final Deadlocks deadlocks;
  private final DiskSpace disk;
  private final ClockStepDetector clock;

  /**
   * The sensors of this process.
   *
   * @param data the directory whose disk is watched
   * @param pluginOf a class name to its plugin
   */
  public Sensors(
      PluginContext context,
      ResourceConfig config,
      Path data,
      Function<String, Optional<String>> pluginOf) {
    directBuffers = OffHeapMemory.direct(config.outsideHeap());
    metaspace = OffHeapMemory.metaspace(config.outsideHeap());
    resident = ResidentMemory.ofThisProcess(config.resident());
    gcPauses = GcPauseShare.ofThisProcess(config.collecting());
    descriptors = FileDescriptors.ofThisProcess(config.descriptors());
    threads = PlatformThreads.ofThisProcess(config.threads());
    deadlocks = Deadlocks.ofThisProcess(pluginOf, config.deadlockInterval().toNanos());
    disk = DiskSpace.of(data, config.diskRoom(), config.diskTime());
    clock =
        new ClockStepDetector(context.clock(), System::nanoTime, config.clockStep(), CLOCK_SHOWN);
  }

  /** Reads all of them in turn. */
  public ResourceWatch watch(PluginContext context) {
    return new ResourceWatch(
        context,
        List.of(
            directBuffers,
            metaspace,
            resident,
            gcPauses,
            descriptors,
            threads,
            deadlocks,
            disk,
            clock));
  }

  /** Puts the memory that the system has given to the process into the details of health. */
  public void describeResident(Map<String, Object> details) {
    resident.describe(details);
  }

  /** Puts the memory of the JVM besides the heap into the details of health. */
  public void describeOffHeap(Map<String, Object> details) {
    long external = directBuffers.bytes();
    details.put("external", new Size(external).toString());
    details.put("externalBytes", external);
    directBuffers.describe(details);
    metaspace.describe(details);
  }

  /** The share of the last minute in which everything stood still for the collector, 0 to 1. */
  public double gcPauseShare() {
    return gcPauses.share();
  }

  public long residentBytes() {
    return resident.bytes();
  }

  /** How long until the disk is full; empty when its room does not shrink. */
  public Optional<Duration> diskFullIn() {
    return disk.left();
  }

  /** How often the clock was set since the start. */
  public long clockJumps() {
    return clock.jumps();
  }
}
