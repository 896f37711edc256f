package dev.holdfast.memorywatchdog.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** With the collector of this JVM. The test may ask for collections; the watchdog does not. */
final class LiveHeapTest {
  private final LiveHeap heap = LiveHeap.ofThisProcess();

  @Test
  void whatIsHeldIsSeenBehindACollectionAndGarbageIsNot() {
    System.gc();
    heap.look(1);
    long before = heap.live().orElseThrow();
    List<byte[]> held = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      held.add(new byte[100 << 10]);
    }
    System.gc();
    heap.look(2);
    assertThat(heap.live().orElseThrow() - before).isBetween(55L << 20, 75L << 20);
    assertThat(heap.measuredAt()).isEqualTo(2);
    assertThat(held).hasSize(600);
    held.clear();
    System.gc();
    heap.look(3);
    assertThat(heap.live().orElseThrow() - before).isLessThan(10L << 20);
    assertThat(heap.limit()).isEqualTo(Runtime.getRuntime().maxMemory());
  }

  @Test
  void aConcurrentCycleOfG1IsOnlyAnUpperBound() {
    List<GarbageCollectorMXBean> concurrent =
        ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
            .map(real -> named("G1 Concurrent GC", real))
            .toList();
    LiveHeap bounded = new LiveHeap(concurrent, Set.of(), 1);
    System.gc();
    bounded.look(1);
    assertThat(bounded.live()).isEmpty();
    assertThat(bounded.bound()).as("yet it is a bound").isPresent();
  }

  @Test
  void behindACollectionOfTheWholeHeapBoundAndFigureAreOne() {
    System.gc();
    heap.look(1);
    assertThat(heap.bound()).isEqualTo(heap.live());
  }

  /** The others find it themselves before it makes the process large. */
  @Test
  void garbageIsAskedOfTheSerialCollectorOnly() {
    System.gc();
    assertThat(allNamed("G1 Old Generation").garbage()).isEmpty();
    assertThat(allNamed("MarkSweepCompact").garbage()).hasValue(0);
  }

  private static LiveHeap allNamed(String name) {
    LiveHeap heap =
        new LiveHeap(
            ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
                .map(real -> named(name, real))
                .toList(),
            Set.of(),
            1);
    heap.look(1);
    return heap;
  }

  private static GarbageCollectorMXBean named(String name, GarbageCollectorMXBean real) {
    return (GarbageCollectorMXBean)
        Proxy.newProxyInstance(
            LiveHeapTest.class.getClassLoader(),
            new Class<?>[] {GarbageCollectorMXBean.class},
            (proxy, method, arguments) ->
                method.getName().equals("getName") ? name : method.invoke(real, arguments));
  }

  @Test
  void lookingAgainWithoutACollectionMeasuresNothing() {
    System.gc();
    heap.look(1);
    heap.look(2);
    assertThat(heap.measuredAt()).isEqualTo(1);
  }
}
