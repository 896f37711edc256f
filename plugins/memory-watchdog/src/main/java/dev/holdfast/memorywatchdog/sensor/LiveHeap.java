package dev.holdfast.memorywatchdog.sensor;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures the live heap: the bytes that remain after a collection.
 *
 * <p>A collection of a part of the heap leaves the garbage of the others, so what it finds is only
 * an upper bound: as a figure it may say that there is less, never that there is more. The regular
 * collections of G1 are all of that kind, so without being asked for one of the whole heap nothing
 * would be measured before the heap is full. Whether to ask is what the bound is for.
 *
 * <p>Nothing is registered with the JVM: the last collection of each collector is looked at.
 */
public final class LiveHeap {
  /**
   * G1's concurrent cycle only marks, and frees regions that are all garbage; what is scattered in
   * the others stays for later. A major cycle of ZGC takes both generations, and is not one of
   * them.
   */
  private static final Set<String> PARTIAL =
      Set.of(
          "Copy",
          "PS Scavenge",
          "G1 Young Generation",
          "G1 Concurrent GC",
          "ZGC Minor Cycles",
          "Shenandoah Young Cycles");

  private static final String SERIAL = "MarkSweepCompact";

  /** Half an hour of readings when there is one each 30 s; denser ones tell of a faster growth. */
  private static final int READINGS = 60;

  private static final int FEWEST = 6;

  private final List<GarbageCollectorMXBean> collectors;
  private final Set<String> heapPools;
  private final long[] counts;
  private final LinearTrend trend = new LinearTrend(READINGS, FEWEST);
  private final long limit;
  private OptionalLong whole = OptionalLong.empty();
  private long wholeEnded = -1;
  private OptionalLong bound = OptionalLong.empty();
  private long boundEnded = -1;
  private long measuredAt;
  private long pause;

  LiveHeap(Collection<GarbageCollectorMXBean> all, Set<String> heapPools, long limit) {
    this.collectors =
        all.stream().filter(collector -> !collector.getName().endsWith("Pauses")).toList();
    this.heapPools = heapPools;
    this.counts = new long[collectors.size()];
    this.limit = limit;
  }

  /** The heap of this JVM. */
  public static LiveHeap ofThisProcess() {
    return ofThisProcess(Runtime.getRuntime().maxMemory());
  }

  /** The heap of this JVM, judged by another limit than its own. */
  public static LiveHeap ofThisProcess(long limit) {
    Set<String> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());
    return new LiveHeap(
        ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class), pools, limit);
  }

  /** Takes up what was collected since the last look. */
  public void look(long now) {
    for (int i = 0; i < counts.length; i++) {
      GarbageCollectorMXBean collector = collectors.get(i);
      long count = collector.getCollectionCount();
      if (count != counts[i]) {
        counts[i] = count;
        GcInfo last = collector.getLastGcInfo();
        if (last != null) {
          take(collector, last, now);
        }
      }
    }
  }

  private void take(GarbageCollectorMXBean collector, GcInfo last, long now) {
    long left = left(last);
    if (last.getEndTime() >= boundEnded) {
      boundEnded = last.getEndTime();
      bound = OptionalLong.of(left);
    }
    if (!PARTIAL.contains(collector.getName())) {
      wholeEnded = last.getEndTime();
      whole = OptionalLong.of(left);
      pause = last.getDuration() * 1_000_000;
      measuredAt = now;
      trend.add(now, (double) left);
    } else if (last.getEndTime() == boundEnded && isLower()) {
      measuredAt = now;
    }
  }

  /** A bound below what was known is news; one above it says nothing. */
  private boolean isLower() {
    return boundEnded > wholeEnded
        && whole.isPresent()
        && bound.isPresent()
        && bound.getAsLong() < whole.getAsLong();
  }

  private long left(GcInfo collection) {
    return collection.getMemoryUsageAfterGc().entrySet().stream()
        .filter(pool -> heapPools.contains(pool.getKey()))
        .mapToLong(pool -> pool.getValue().getUsed())
        .sum();
  }

  /** Bytes that are in use for good; empty until the whole heap was collected once. */
  public OptionalLong live() {
    return isLower() ? bound : whole;
  }

  /** Bytes behind the last collection of any kind: not more are in use for good. */
  public OptionalLong bound() {
    return bound;
  }

  /**
   * What collections of a part of the heap have left of garbage, at the most, in bytes.
   *
   * @return empty unless the collector is the serial one, which leaves it until the heap is full
   */
  public OptionalLong garbage() {
    return isSerial() && bound.isPresent()
        ? OptionalLong.of(bound.getAsLong() - live().orElse(0))
        : OptionalLong.empty();
  }

  private boolean isSerial() {
    return collectors.stream().anyMatch(collector -> collector.getName().equals(SERIAL));
  }

  /** How long the last collection of the whole heap took, in nanoseconds; 0 before the first. */
  public long pause() {
    return pause;
  }

  /** When {@link #live} was measured, by the ticker. */
  public long measuredAt() {
    return measuredAt;
  }

  /** The share of the limit that is in use now, garbage included. */
  public double used() {
    return (double) ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / limit;
  }

  public long limit() {
    return limit;
  }

  /** How long after the last measurement the heap is full if it grows as it did; empty if not. */
  public Optional<Duration> untilFull() {
    return trend.until((double) limit);
  }
}
