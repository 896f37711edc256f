package dev.holdfast.simulator.life;

import dev.holdfast.journal.SegmentedJournal;
import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.simulator.disk.Crash;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A named reader over all lives of the process, and what its place may be. */
final class SimulatedReader {
  private final String name;
  private final boolean held;
  private final PromiseLedger ledger;
  private final List<Position> read = new ArrayList<>();
  private @Nullable JournalReader reader;
  private long cursor;
  private long forced;
  private long written;
  private long attempted;

  SimulatedReader(String name, boolean held, PromiseLedger ledger) {
    this.name = name;
    this.held = held;
    this.ledger = ledger;
  }

  /** What survives a power cut at least. */
  long place() {
    return written;
  }

  void open(SegmentedJournal journal, Crash.@Nullable Kind after) {
    JournalReader opened = journal.reader(name);
    long place = opened.place().offset();
    long least = after == null || after == Crash.Kind.KILL ? written : forced;
    boolean isNew = forced == 0 && place == journal.start().offset();
    if ((place < least || place > attempted) && !isNew) {
      throw new BrokenPromise(
          Guarantee.KEPT,
          "the place of "
              + name
              + " is "
              + Long.toHexString(place)
              + ", not between "
              + Long.toHexString(least)
              + " and "
              + Long.toHexString(attempted));
    }
    forced = place;
    written = place;
    attempted = place;
    cursor = place;
    read.clear();
    reader = opened;
  }

  /** Closes it, or opens it where it was. */
  String leaveOrReturn(SegmentedJournal journal) {
    JournalReader open = reader;
    if (open == null) {
      open(journal, Crash.Kind.KILL);
      return name + " comes back";
    }
    open.close();
    reader = null;
    return name + " leaves";
  }

  /** Where the place is at most. */
  long attempted() {
    return attempted;
  }

  /** The process is gone. */
  void lose() {
    reader = null;
  }

  /** All that was committed survives a power cut from now on. */
  void force() {
    forced = written;
  }

  /**
   * Reads some events, as many as there are.
   *
   * @param commitsAtOnce a planted bug: the place is at the end before anything was read
   * @param isSilent a planted bug: no gap is told
   */
  String read(SegmentedJournal journal, int most, boolean commitsAtOnce, boolean isSilent)
      throws InterruptedException {
    JournalReader open = reader;
    if (open == null) {
      return name + " is not open";
    }
    if (commitsAtOnce) {
      commit(open, journal.end());
    }
    List<Entry> entries;
    try {
      entries = open.read(most, Duration.ZERO);
    } catch (ProblemException e) {
      return name + " cannot read: " + e.problem().code();
    }
    boolean gap = open.gap().isPresent() && !isSilent;
    if (gap && held) {
      throw new BrokenPromise(Guarantee.KEPT, "events were deleted that " + name + " had not read");
    }
    for (Entry entry : entries) {
      int id = ledger.see(entry.event(), entry.position().offset());
      int skipped = ledger.skipped(gap ? entry.position().offset() : cursor, id);
      if (skipped >= 0) {
        throw new BrokenPromise(
            Guarantee.KEPT, name + " reads event " + id + " and has skipped event " + skipped);
      }
      gap = false;
      cursor = entry.next().offset();
      read.add(entry.next());
    }
    // What was deleted is told as a gap before the next event.
    int behind = ledger.behind(held ? cursor : Math.max(cursor, journal.log().start()));
    if (entries.isEmpty() && behind >= 0) {
      throw new BrokenPromise(
          Guarantee.KEPT, name + " finds no more and has not read event " + behind);
    }
    return name + " reads " + entries.size() + " events, to " + Long.toHexString(cursor);
  }

  String commit(int choice) {
    JournalReader open = reader;
    if (open == null || read.isEmpty()) {
      return name + " has nothing to commit";
    }
    Position position = read.get(choice % read.size());
    return commit(open, position);
  }

  private String commit(JournalReader open, Position position) {
    attempted = Math.max(attempted, position.offset());
    try {
      open.commit(position);
    } catch (ProblemException e) {
      return name + " cannot commit: " + e.problem().code();
    }
    written = Math.max(written, position.offset());
    return name + " commits " + Long.toHexString(position.offset());
  }

  @Nullable JournalReader reader() {
    return reader;
  }
}
