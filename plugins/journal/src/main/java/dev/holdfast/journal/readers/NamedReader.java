package dev.holdfast.journal.readers;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.LogReader;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.Position;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reader of the journal: a cursor in memory and a committed offset on disk. */
final class NamedReader implements JournalReader {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private final String name;
  private final OpenReaders readers;
  private final SegmentedLog log;
  private final ReaderOffset stored;
  private final long mostBytes;
  private LogReader cursor;
  private @Nullable Gap gap;
  private volatile boolean closed;

  NamedReader(
      String name, OpenReaders readers, SegmentedLog log, ReaderOffset stored, long mostBytes) {
    this.name = name;
    this.readers = readers;
    this.log = log;
    this.stored = stored;
    this.mostBytes = mostBytes;
    this.cursor = log.reader(stored.committed());
  }

  @Override
  public synchronized List<Entry> read(int maxEvents, Duration wait) throws InterruptedException {
    checkOpen();
    if (maxEvents < 1) {
      throw new IllegalArgumentException("at least one event must be asked for");
    }
    List<Entry> entries = new ArrayList<>(Math.min(maxEvents, 1024));
    long deadline = readers.nanos() + wait.toNanos();
    gap = null;
    fill(entries, maxEvents);
    while (entries.isEmpty() && !closed) {
      long left = deadline - readers.nanos();
      if (left <= 0) {
        break;
      }
      log.end().awaitBeyond(cursor.offset(), left, () -> closed);
      fill(entries, maxEvents);
    }
    return entries;
  }

  @Override
  public synchronized Optional<Gap> gap() {
    return Optional.ofNullable(gap);
  }

  @Override
  public synchronized void seek(Position position) {
    checkOpen();
    long offset = readers.offset(position);
    if (!isBoundary(offset)) {
      throw new IllegalArgumentException("no event begins or ends at " + position);
    }
    moveTo(offset);
  }

  @Override
  public void rewind(Position position) {
    seek(position);
    try {
      stored.rewind(readers.offset(position));
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.PLACE_FAILED, e);
    }
  }

  @Override
  public void commit(Position consumed) {
    checkOpen();
    long offset = readers.offset(consumed);
    try {
      stored.commit(offset);
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.PLACE_FAILED, e);
    }
  }

  @Override
  public void deadLetter(Event event, Problem reason) {
    checkOpen();
    readers.deadLetters().add(name, event, reason);
  }

  @Override
  public Position place() {
    return new Position(log.epoch(), stored.committed());
  }

  @Override
  public void close() {
    closed = true;
    log.end().nudge();
    synchronized (this) {
      closeCursor();
    }
    readers.closed(name, this);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the reader " + name + " is closed");
    }
  }

  private void fill(List<Entry> entries, int maxEvents) {
    long before = cursor.offset();
    long bytes = 0;
    try {
      while (entries.size() < maxEvents && bytes < mostBytes && cursor.next()) {
        long from = cursor.recordOffset();
        if (cursor.missedFrom() != Segment.UNKNOWN) {
          if (!entries.isEmpty()) {
            moveTo(before); // A gap lies before the first event of a batch, where it can be told.
            return;
          }
          gap = missed();
        }
        Event event = decode(from);
        before = cursor.offset();
        bytes += before - from;
        entries.add(new Entry(position(from), position(before), event));
      }
    } catch (IOException e) {
      moveTo(before);
      if (entries.isEmpty()) {
        throw JournalProblems.retryable(JournalProblems.READ_FAILED, e);
      }
    } catch (ProblemException e) {
      moveTo(before);
      if (entries.isEmpty()) {
        throw e;
      }
    }
  }

  private Gap missed() {
    Gap told = new Gap(position(cursor.missedFrom()), position(cursor.missedTo()));
    cursor.forgetMissed();
    LOG.log(
        Level.WARNING,
        "The reader {0} goes on behind a gap: {1} were deleted before it had read them, from {2} to"
            + " {3}.",
        name,
        new Size(told.to().offset() - told.from().offset()),
        told.from(),
        told.to());
    return told;
  }

  private Event decode(long offset) {
    try {
      return Event.decode(cursor.payload());
    } catch (IllegalArgumentException e) {
      // The checksum is right, so this is what was written, by a version that knew more.
      throw new ProblemException(
          JournalProblems.UNKNOWN_EVENT.because(
              e.getMessage() + ", at offset " + Long.toHexString(offset)),
          e);
    }
  }

  private boolean isBoundary(long offset) {
    try {
      return LogReader.isBoundary(log, offset);
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.READ_FAILED, e);
    }
  }

  private void moveTo(long offset) {
    closeCursor();
    cursor = log.reader(offset);
  }

  private void closeCursor() {
    try {
      cursor.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A segment was not closed cleanly after reading.", e);
    }
  }

  private Position position(long offset) {
    return new Position(log.epoch(), offset);
  }
}
