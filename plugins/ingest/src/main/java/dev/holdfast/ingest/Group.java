package dev.holdfast.ingest;

import dev.holdfast.spi.journal.Event;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Numbered events of one connection that are appended to the journal together. */
final class Group {
  // What an event costs in memory beside its data, roughly: objects, headers and short texts.
  private static final int OVERHEAD = 256;

  private final long first;
  private List<Event> events = new ArrayList<>();
  private int size;
  private final BitSet refused = new BitSet();
  private long bytes;
  private long last;
  private boolean settled;
  private boolean safe;
  private @Nullable CompletableFuture<Void> left;

  Group(long first) {
    this.first = first;
    this.last = first - 1;
  }

  void take(Event event) {
    events.add(event);
    size++;
    bytes += OVERHEAD + event.data().length + event.attributes().length;
    last++;
  }

  /** An event that has its nack already; only its number is used up. */
  void refuse() {
    last++;
    refused.set((int) (last - first));
  }

  /**
   * Hands the events over. They are not kept here: the journal encodes them at once, and while it
   * waits for its disk nobody may hold them a second time.
   */
  List<Event> handOver() {
    List<Event> handed = events;
    events = List.of();
    return handed;
  }

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  /** The number of the last event, taken or refused. */
  long last() {
    return last;
  }

  void forEachTaken(LongConsumer numbers) {
    for (long number = first; number <= last; number++) {
      if (!refused.get((int) (number - first))) {
        numbers.accept(number);
      }
    }
  }

  /** The journal's answer; under the window's lock. */
  void settle(boolean kept) {
    settled = true;
    safe = kept;
  }

  /** Complete once it and all before it are settled; under the window's lock. */
  CompletableFuture<Void> left() {
    if (left == null) {
      left = new CompletableFuture<>();
    }
    return left;
  }

  /** To be completed outside of the window's lock; null when nobody waits. */
  @Nullable CompletableFuture<Void> waiter() {
    return left;
  }

  boolean isSettled() {
    return settled;
  }

  boolean isSafe() {
    return safe;
  }
}
