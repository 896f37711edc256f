package dev.holdfast.memorywatchdog;

import dev.holdfast.memorywatchdog.ladder.GcTrigger;
import dev.holdfast.memorywatchdog.ladder.HeapStatus;
import dev.holdfast.memorywatchdog.ladder.HeapWatch;
import dev.holdfast.memorywatchdog.ladder.Step;
import dev.holdfast.memorywatchdog.profile.AllocationRecording;
import dev.holdfast.memorywatchdog.sensor.WatchdogCpu;
import dev.holdfast.spi.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** The watchdog's loop: looks at the heap each time, and at everything else less often. */
final class WatchLoop implements Worker {
  private final Duration interval;
  private final long resourceInterval;
  private final LongSupplier ticker;
  private final AllocationRecording recording;
  private final HeapWatch heap;
  private final LongConsumer rounds;
  private final StallWatch stalls;
  private final WatchdogCpu cpu;
  private final CountDownLatch never = new CountDownLatch(1);
  private final boolean records;
  private final int closely;
  private boolean begun;
  private long nextResources;

  /**
   * Looks at nothing yet.
   *
   * @param rounds what is done less often; gets the time of the ticker
   */
  WatchLoop(
      WatchdogConfig config,
      LongSupplier ticker,
      AllocationRecording recording,
      HeapWatch heap,
      LongConsumer rounds,
      StallWatch stalls,
      WatchdogCpu cpu) {
    this.interval = config.interval();
    this.resourceInterval = config.resources().interval().toNanos();
    this.records = config.incidents().recording();
    this.closely = config.ladder().warn().enter() - GcTrigger.BEFORE_WARN;
    this.ticker = ticker;
    this.recording = recording;
    this.heap = heap;
    this.rounds = rounds;
    this.stalls = stalls;
    this.cpu = cpu;
  }

  @Override
  public void step() throws InterruptedException {
    long now = ticker.getAsLong();
    if (!begun && records) {
      recording.begin(now);
    }
    if (!begun || now - nextResources >= 0) {
      nextResources = now + resourceInterval;
      rounds.accept(now);
    }
    begun = true;
    heap.look(now);
    HeapStatus status = heap.status();
    recording.look(now, status.share() * 100 >= closely, status.step().isAbove(Step.WARN));
    stalls.look();
    cpu.look(now);
    var _ = never.await(interval.toNanos(), TimeUnit.NANOSECONDS);
  }
}
