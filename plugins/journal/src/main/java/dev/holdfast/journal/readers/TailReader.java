package dev.holdfast.journal.readers;

import dev.holdfast.journal.log.LargeRecord;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.JournalReader.Gap;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A reader without a name: an offset, and what it borrows while it reads. */
final class TailReader implements JournalTail {
  /** What an event takes in memory beside its bytes: six objects, two arrays and their places. */
  private static final int BYTES_PER_EVENT = 256;

  /** An event that is larger than the buffer is in memory twice: as it is on disk, and decoded. */
  private static final int COPIES = 2;

  private final OpenReaders readers;
  private final SegmentedLog log;
  private final TailTurns turns;
  private final EventCursor cursor;
  private volatile Position position;
  private volatile boolean closed;

  TailReader(
      OpenReaders readers, SegmentedLog log, TailTurns turns, Position from, long mostBytes) {
    this.readers = readers;
    this.log = log;
    this.turns = turns;
    this.cursor = new EventCursor(log, from.offset(), mostBytes, BYTES_PER_EVENT);
    this.position = from;
  }

  @Override
  public synchronized List<Entry> read(int maxEvents, Duration wait) throws InterruptedException {
    if (isClosed()) {
      throw new IllegalStateException("the tail, or its journal, is closed");
    }
    if (maxEvents < 1) {
      throw new IllegalArgumentException("at least one event must be asked for");
    }
    long left = wait.toNanos();
    cursor.forgetGap();
    List<Entry> entries = readInTurn(maxEvents);
    while (entries.isEmpty() && left > 0 && !isClosed()) {
      long before = readers.nanos();
      log.end().awaitBeyond(cursor.offset(), left, this::isClosed);
      left -= readers.nanos() - before;
      entries = readInTurn(maxEvents);
    }
    return entries;
  }

  private List<Entry> readInTurn(int maxEvents) throws InterruptedException {
    if (log.end().get().offset() <= cursor.offset()) {
      return List.of();
    }
    long large = 0;
    while (true) {
      TailTurns.Turn turn = turns.take(large * COPIES);
      try {
        if (isClosed()) {
          return List.of();
        }
        cursor.borrow(turn.buffer(), large);
        List<Entry> entries = cursor.read(maxEvents);
        position = new Position(log.epoch(), cursor.offset());
        return entries;
      } catch (LargeRecord next) {
        large = next.bytes();
      } finally {
        cursor.release();
        turns.giveBack(turn);
      }
    }
  }

  private boolean isClosed() {
    return closed || readers.areClosed();
  }

  @Override
  public synchronized Optional<Gap> gap() {
    return cursor.gap();
  }

  @Override
  public Position position() {
    return position;
  }

  @Override
  public void close() {
    closed = true;
    log.end().nudge();
  }
}
