package dev.holdfast.simulator.life;

import dev.holdfast.journal.SegmentedJournal;
import dev.holdfast.journal.log.LogReader;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.spi.journal.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was sent and what was promised about it, compared with what the journal holds. */
final class PromiseLedger {
  private final List<SentEvent> sent = new ArrayList<>();
  private final Map<Event, SentEvent> byEvent = new HashMap<>();
  private final TreeMap<Integer, Long> promised = new TreeMap<>();
  private final TreeMap<Integer, Long> kept = new TreeMap<>();
  private final TreeMap<Long, Integer> places = new TreeMap<>();

  /** Gives an event its number. */
  SentEvent send(Event event, int content, boolean poison) {
    SentEvent fresh = new SentEvent(sent.size(), event, event.encode(), content, poison);
    sent.add(fresh);
    byEvent.put(event, fresh);
    return fresh;
  }

  int next() {
    return sent.size();
  }

  SentEvent sent(int number) {
    return sent.get(number);
  }

  /** All events that were sent, in their order. */
  List<SentEvent> sent() {
    return sent;
  }

  /** What was sent and is equal to this to the byte; null when nothing is. */
  @Nullable SentEvent find(Event event) {
    return byEvent.get(event);
  }

  /** An event is promised; its end is the offset behind it. */
  void acknowledge(SentEvent event, long end) {
    promised.put(event.number(), end);
    kept.put(event.number(), end);
  }

  /** The events that are promised, by number, and their ends in the journal. */
  Map<Integer, Long> promised() {
    return promised;
  }

  /** Whether an acknowledged event, that no reader may skip, lies between a place and an event. */
  int skipped(long from, int number) {
    for (Map.Entry<Integer, Long> entry : kept.headMap(number, false).descendingMap().entrySet()) {
      if (entry.getValue() > from) {
        return entry.getKey();
      }
      return -1;
    }
    return -1;
  }

  /** An acknowledged event behind a place; -1 when there is none. */
  int behind(long place) {
    return skipped(place, Integer.MAX_VALUE);
  }

  /** Somebody has seen an event at an offset; its number. */
  int see(Event event, long offset) {
    SentEvent known = find(event);
    if (known == null) {
      throw new BrokenPromise(Guarantee.EXACT, event + " is not what was sent");
    }
    int number = known.number();
    Integer before = places.put(offset, number);
    if (before != null && before != number) {
      throw new BrokenPromise(
          Guarantee.EXACT,
          "position " + Long.toHexString(offset) + " was event " + before + ", is event " + number);
    }
    return number;
  }

  /** The numbers of the events that somebody has seen before a place. */
  Collection<Integer> seenBefore(long place) {
    return places.headMap(place).values();
  }

  /** How many events somebody has seen between two places. */
  int seenBetween(long from, long to) {
    return from >= to ? 0 : places.subMap(from, to).size();
  }

  /**
   * Reads all that the journal holds.
   *
   * @param consumed the place of the reader that holds
   */
  void check(SegmentedJournal journal, long consumed) throws IOException {
    SegmentedLog log = journal.log();
    TreeMap<Integer, Long> missing = new TreeMap<>(kept);
    int last = -1;
    try (LogReader reader = log.reader(log.start())) {
      while (reader.next()) {
        ByteBuffer payload = reader.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        int number = see(Event.decode(ByteBuffer.wrap(bytes)), reader.recordOffset());
        if (!Arrays.equals(bytes, sent.get(number).encoded())) {
          throw new BrokenPromise(
              Guarantee.EXACT, "event " + number + " has other bytes than were sent");
        }
        if (number <= last) {
          throw new BrokenPromise(
              Guarantee.ORDER, "event " + number + " comes after event " + last);
        }
        last = number;
        missing.remove(number);
      }
    }
    checkMissing(missing, log.start(), consumed);
    if (log.corruptions().events() > 0) {
      throw new BrokenPromise(
          Guarantee.NO_FALSE_ALARM, log.corruptions().events() + " damaged events are told");
    }
    if (log.setAside() > 0) {
      throw new BrokenPromise(Guarantee.NO_FALSE_ALARM, "a segment is set aside as foreign");
    }
  }

  private void checkMissing(Map<Integer, Long> missing, long start, long consumed) {
    missing.forEach((number, end) -> {
      if (end > start) {
        throw new BrokenPromise(
            Guarantee.DURABLE, "event " + number + " was acknowledged and is gone");
      }
      if (end > consumed) {
        throw new BrokenPromise(
            Guarantee.KEPT, "event " + number + " was deleted before it was consumed");
      }
      kept.remove(number);
    });
  }
}
