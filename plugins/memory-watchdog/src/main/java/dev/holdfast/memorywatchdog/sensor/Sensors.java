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

  private final OutsideHeap direct;
  private final OutsideHeap metaspace;
  private final ResidentMemory resident;
  private final Collecting collecting;
  private final Descriptors descriptors;
  private final PlatformThreads threads;
  private final Deadlocks deadlocks;
  private final DiskRoom disk;
  private final WallClock clock;

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
    direct = OutsideHeap.direct(config.outsideHeap());
    metaspace = OutsideHeap.metaspace(config.outsideHeap());
    resident = ResidentMemory.ofThisProcess(config.resident());
    collecting = Collecting.ofThisProcess(config.collecting());
    descriptors = Descriptors.ofThisProcess(config.descriptors());
    threads = PlatformThreads.ofThisProcess(config.threads());
    deadlocks = Deadlocks.ofThisProcess(pluginOf, config.deadlockInterval().toNanos());
    disk = DiskRoom.of(data, config.diskRoom(), config.diskTime());
    clock = new WallClock(context.clock(), System::nanoTime, config.clockStep(), CLOCK_SHOWN);
  }

  /** Reads all of them in turn. */
  public ResourceWatch watch(PluginContext context) {
    return new ResourceWatch(
        context,
        List.of(
            direct, metaspace, resident, collecting, descriptors, threads, deadlocks, disk, clock));
  }

  /** Puts the memory that the system has given to the process into the details of health. */
  public void describeResident(Map<String, Object> details) {
    resident.describe(details);
  }

  /** Puts the memory of the JVM besides the heap into the details of health. */
  public void describeOutsideHeap(Map<String, Object> details) {
    long external = direct.bytes();
    details.put("external", new Size(external).toString());
    details.put("externalBytes", external);
    direct.describe(details);
    metaspace.describe(details);
  }

  /** The share of the last minute in which everything stood still for the collector, 0 to 1. */
  public double collecting() {
    return collecting.share();
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
