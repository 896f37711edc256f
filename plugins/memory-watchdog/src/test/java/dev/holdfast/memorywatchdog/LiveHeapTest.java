package dev.holdfast.memorywatchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
  void lookingAgainWithoutACollectionMeasuresNothing() {
    System.gc();
    heap.look(1);
    heap.look(2);
    assertThat(heap.measuredAt()).isEqualTo(1);
  }
}
