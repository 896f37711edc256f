package dev.holdfast.journal.log;

import dev.holdfast.journal.config.JournalProblems;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The damaged ranges of a log. Each is reported and counted once, even when several readers meet
 * it, and forgotten when its segment is deleted.
 */
public final class Corruptions {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final int REMEMBERED = 1000;

  private final TreeMap<Long, Long> holes = new TreeMap<>();
  private long events;

  /**
   * Reports a hole.
   *
   * @param lost the events in it; at least 1 when nobody can tell
   */
  synchronized void report(Path file, long from, long to, long lost) {
    Map.Entry<Long, Long> before = holes.floorEntry(from);
    if (before != null && (before.getValue() > from || before.getKey() == from)) {
      return;
    }
    if (holes.size() >= REMEMBERED) {
      holes.pollFirstEntry();
    }
    holes.put(from, to);
    events += lost;
    LOG.log(
        Level.ERROR,
        "{0} {1}: {2} holds {3} damaged events, offsets {4} to {5} ({6} bytes). They are skipped,"
            + " all others are read. Look at the disk; a backup may still have them.",
        JournalProblems.DAMAGED.code(),
        JournalProblems.DAMAGED.what(),
        file.getFileName(),
        lost,
        Long.toHexString(from),
        Long.toHexString(to),
        to - from);
  }

  /** Holes before this offset are history. */
  synchronized void forgetBefore(long offset) {
    holes.headMap(offset).clear();
  }

  /** All damaged events since the start. */
  public synchronized long events() {
    return events;
  }

  /** The holes in segments that still exist. */
  public synchronized int holes() {
    return holes.size();
  }
}
