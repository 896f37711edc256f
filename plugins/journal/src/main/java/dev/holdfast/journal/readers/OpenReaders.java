package dev.holdfast.journal.readers;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.deadletters.DeadLetters;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.UnknownPosition;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The readers that are open now: at most one of each name, and any number without one. A named
 * reader is opened at its committed offset and taken off the list when it is closed or fenced; one
 * without a name is not on the list. Safe for use by any number of threads.
 */
public final class OpenReaders {
  /** The most heap that one read of a tail takes: its memory is shared by many. */
  private static final int TAIL_READ = 1 << 20;

  private final SegmentedLog log;
  private final ReaderOffsets offsets;
  private final DeadLetters deadLetters;
  private final LongSupplier ticker;
  private final long readBytes;
  private final TailTurns turns;
  private final Boundaries boundaries;
  private final Map<String, NamedReader> open = new HashMap<>();
  private volatile boolean closed;

  /**
   * Creates an empty list.
   *
   * @param readBytes the most that one read returns, but for a single larger event
   * @param tailMemory bytes that all tails may take while they read
   */
  public OpenReaders(
      SegmentedLog log,
      ReaderOffsets offsets,
      DeadLetters deadLetters,
      LongSupplier ticker,
      long readBytes,
      long tailMemory) {
    this.log = log;
    this.offsets = offsets;
    this.deadLetters = deadLetters;
    this.ticker = ticker;
    this.readBytes = readBytes;
    this.turns =
        new TailTurns(tailMemory, TailTurns.directMemory(), log.settings().readSize(), TAIL_READ);
    this.boundaries = new Boundaries(log);
  }

  /**
   * Opens a reader, and takes the name over from another opener.
   *
   * @param plugin that it is opened by; empty for nobody
   * @param opener who may not open the name a second time; compared with {@link Object#equals}
   * @param known where the offset is at most
   * @throws IllegalStateException this opener has it open, or the journal is closed
   */
  public JournalReader open(String name, String plugin, Object opener, Optional<Position> known) {
    long most = known.isPresent() ? boundary(known.get()) : Long.MAX_VALUE;
    synchronized (open) {
      if (closed) {
        throw new IllegalStateException("the journal is closed");
      }
      NamedReader earlier = open.get(name);
      if (earlier != null && earlier.isOf(opener)) {
        throw new IllegalStateException("a reader of the name " + name + " is open");
      }
      if (!plugin.isEmpty()) {
        offsets.own(name, plugin);
      }
      ReaderOffset stored = offsets.of(name, this::start);
      if (earlier != null) {
        earlier.fence("was opened by a later start of its plugin");
      }
      goBack(stored, most);
      NamedReader reader =
          new NamedReader(name, opener, this, log, stored, offsets.lease(name), readBytes);
      open.put(name, reader);
      return reader;
    }
  }

  private static void goBack(ReaderOffset stored, long most) {
    try {
      stored.rewind(most);
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.PLACE_FAILED, e);
    }
  }

  /**
   * Opens a reader without a name. It may wait while the positions of others are looked up.
   *
   * @throws IllegalStateException the journal is closed
   */
  public JournalTail tail(Position from) {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
    var _ = boundary(from);
    // The last event of a read may be as large as the buffer.
    return new TailReader(this, log, turns, from, TAIL_READ - log.settings().readSize());
  }

  /**
   * Forgets a reader for good: what only it has not consumed may be deleted. One that is open is
   * fenced.
   *
   * @return false when it is not known
   */
  public boolean forget(String name) throws IOException {
    synchronized (open) {
      NamedReader reader = open.remove(name);
      if (reader != null) {
        reader.fence("was forgotten");
      }
      return offsets.forget(name);
    }
  }

  /**
   * Takes the file and the buffer from readers that have not read for a while; they have them at
   * their next read. Waits for none.
   */
  public void releaseQuiet() {
    List<NamedReader> readers;
    synchronized (open) {
      readers = List.copyOf(open.values());
    }
    readers.forEach(NamedReader::releaseIfQuiet);
  }

  /** Whether a reader has neither a file nor a buffer now; it is not to be reading. */
  public boolean isReleased(String name) {
    NamedReader reader;
    synchronized (open) {
      reader = open.get(name);
    }
    return reader == null || reader.isReleased();
  }

  public boolean isOpen(String name) {
    synchronized (open) {
      return open.containsKey(name);
    }
  }

  /** Opens no reader from now on; false when that was so before. */
  public boolean stopOpening() {
    synchronized (open) {
      boolean first = !closed;
      closed = true;
      return first;
    }
  }

  /** Closes all that are open. */
  public void close() {
    List<NamedReader> readers;
    synchronized (open) {
      readers = List.copyOf(open.values());
    }
    readers.forEach(NamedReader::close);
    log.end().nudge();
  }

  /** Behind the last event that was deleted: where a reader begins that nobody knows yet. */
  public long start() {
    try {
      return log.keptBefore().start();
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.READ_FAILED, e);
    }
  }

  boolean areClosed() {
    return closed;
  }

  void closed(String name, NamedReader reader) {
    synchronized (open) {
      open.remove(name, reader);
    }
  }

  DeadLetters deadLetters() {
    return deadLetters;
  }

  long nanos() {
    return ticker.getAsLong();
  }

  /**
   * The offset of a position of this journal, unless an event lies across it.
   *
   * @throws UnknownPosition the journal did not give it out
   */
  long boundary(Position position) {
    long offset = offset(position);
    try {
      if (!boundaries.contain(offset)) {
        throw JournalProblems.unknown(UnknownPosition.Kind.INSIDE_EVENT, position);
      }
    } catch (IOException e) {
      if (offset >= log.start()) {
        throw JournalProblems.retryable(JournalProblems.READ_FAILED, e);
      }
      // Its segment was deleted meanwhile: a gap, as for any position before the start.
    }
    return offset;
  }

  /**
   * The offset of a position, if it is of this journal and not behind its end.
   *
   * @throws UnknownPosition it is not
   */
  long offset(Position position) {
    if (position.epoch() != log.epoch()) {
      throw JournalProblems.unknown(UnknownPosition.Kind.OTHER_EPOCH, position);
    }
    // A reader's offset may lie behind an end that was lost with a file.
    if (position.offset() > Math.max(log.end().get().offset(), offsets.farthest())
        || position.offset() < 0) {
      throw JournalProblems.unknown(UnknownPosition.Kind.BEHIND_END, position);
    }
    return position.offset();
  }
}
