package dev.holdfast.journal.simulation;

import dev.holdfast.journal.SteppedJournal;
import dev.holdfast.journal.log.LogReader;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.journal.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was sent and what was promised about it, compared with what the journal holds. */
final class Ledger {
  private final List<Event> sent = new ArrayList<>();
  private final List<byte[]> encoded = new ArrayList<>();
  private final TreeMap<Integer, Long> acknowledged = new TreeMap<>();
  private final Map<Long, Integer> places = new HashMap<>();

  /** Gives an event its number, which is its id. */
  int send(Event event) {
    sent.add(event);
    encoded.add(event.encode());
    return sent.size() - 1;
  }

  int next() {
    return sent.size();
  }

  int bytes(int id) {
    return encoded.get(id).length;
  }

  /** An event is promised; its end is the offset behind it. */
  void acknowledge(int id, long end) {
    acknowledged.put(id, end);
  }

  /** Whether an acknowledged event, that no reader may skip, lies between a place and an event. */
  int skipped(long from, int id) {
    for (Map.Entry<Integer, Long> entry :
        acknowledged.headMap(id, false).descendingMap().entrySet()) {
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

  /** Somebody has seen an event at an offset. */
  int see(Event event, long offset) {
    int id = Integer.parseInt(event.id());
    if (!event.equals(sent.get(id))) {
      throw new BrokenPromise("event " + id + " is not what was sent");
    }
    Integer before = places.put(offset, id);
    if (before != null && before != id) {
      throw new BrokenPromise(
          "position " + Long.toHexString(offset) + " was event " + before + ", is event " + id);
    }
    return id;
  }

  /**
   * Reads all that the journal holds.
   *
   * @param consumed the place of the reader that holds
   */
  void check(SteppedJournal journal, long consumed) throws IOException {
    SegmentedLog log = journal.log();
    TreeMap<Integer, Long> missing = new TreeMap<>(acknowledged);
    int last = -1;
    try (LogReader reader = log.reader(log.start())) {
      while (reader.next()) {
        ByteBuffer payload = reader.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        int id = see(Event.decode(ByteBuffer.wrap(bytes)), reader.recordOffset());
        if (!Arrays.equals(bytes, encoded.get(id))) {
          throw new BrokenPromise("event " + id + " has other bytes than were sent");
        }
        if (id <= last) {
          throw new BrokenPromise("event " + id + " comes after event " + last);
        }
        last = id;
        missing.remove(id);
      }
    }
    for (Map.Entry<Integer, Long> entry : missing.entrySet()) {
      if (entry.getValue() > log.start()) {
        throw new BrokenPromise("event " + entry.getKey() + " was acknowledged and is gone");
      }
      if (entry.getValue() > consumed) {
        throw new BrokenPromise("event " + entry.getKey() + " was deleted before it was consumed");
      }
      acknowledged.remove(entry.getKey());
    }
    if (log.corruptions().events() > 0) {
      throw new BrokenPromise(
          "false alarm: " + log.corruptions().events() + " damaged events are told");
    }
    if (log.setAside() > 0) {
      throw new BrokenPromise("false alarm: a segment is set aside as foreign");
    }
  }
}
