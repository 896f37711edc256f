package dev.holdfast.journal.readers;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.LogReader;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.JournalReader.Gap;
import dev.holdfast.spi.journal.Position;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of the log from an offset on, and tells the gaps between them. It never waits.
 * For one thread at a time.
 */
final class EventCursor implements Closeable {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private final SegmentedLog log;
  private final long mostBytes;
  private final int bytesPerEvent;
  private LogReader records;
  private @Nullable Gap gap;

  /**
   * Creates a cursor.
   *
   * @param mostBytes of one read, but for a single larger event
   * @param bytesPerEvent counted for each event, beside what it takes on disk
   */
  EventCursor(SegmentedLog log, long offset, long mostBytes, int bytesPerEvent) {
    this.log = log;
    this.mostBytes = mostBytes;
    this.bytesPerEvent = bytesPerEvent;
    this.records = log.reader(offset);
  }

  /** Where the next read begins. */
  long offset() {
    return records.offset();
  }

  /** The gap directly before the first event of the last read. */
  Optional<Gap> gap() {
    return Optional.ofNullable(gap);
  }

  void forgetGap() {
    gap = null;
  }

  /** The events that are durable now; where it fails, the cursor has not moved. */
  List<Entry> read(int maxEvents) {
    List<Entry> entries = new ArrayList<>(Math.min(maxEvents, 1024));
    long before = records.offset();
    long bytes = 0;
    try {
      while (entries.size() < maxEvents && bytes < mostBytes && records.next()) {
        long from = records.recordOffset();
        if (records.missedFrom() != Segment.UNKNOWN) {
          if (!entries.isEmpty()) {
            moveTo(before); // A gap lies before the first event of a batch, where it can be told.
            return entries;
          }
          gap = missed();
        }
        Event event = decode(from);
        before = records.offset();
        bytes += before - from + bytesPerEvent;
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
    return entries;
  }

  /** Goes on at another offset, where a record begins or ends. */
  void moveTo(long offset) {
    release();
    records = log.reader(offset);
  }

  /** Reads into a buffer of others until the {@linkplain #release release}. */
  void borrow(ByteBuffer buffer) {
    records.borrow(buffer);
  }

  /** Keeps the offset, and neither a file nor a buffer, until the next read. */
  void release() {
    try {
      records.release();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A segment was not closed cleanly after reading.", e);
    }
  }

  @Override
  public void close() {
    release();
  }

  private Gap missed() {
    Gap told = new Gap(position(records.missedFrom()), position(records.missedTo()));
    records.forgetMissed();
    return told;
  }

  private Event decode(long offset) {
    try {
      return Event.decode(records.payload());
    } catch (IllegalArgumentException e) {
      // The checksum is right, so this is what was written, by a version that knew more.
      throw new ProblemException(
          JournalProblems.UNKNOWN_EVENT.because(
              e.getMessage() + ", at offset " + Long.toHexString(offset)),
          e);
    }
  }

  private Position position(long offset) {
    return new Position(log.epoch(), offset);
  }
}
