package dev.holdfast.journal.readers;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.LargeRecord;
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
  private final LogReader records;
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

  /**
   * The events that are durable now. Where it fails, whatever the failure, the cursor has not
   * moved.
   *
   * @throws LargeRecord the next event is larger than what {@link #borrow} allows
   */
  List<Entry> read(int maxEvents) throws LargeRecord {
    List<Entry> entries = new ArrayList<>(Math.min(maxEvents, 1024));
    LogReader.Mark before = records.mark();
    boolean returned = false;
    try {
      fill(entries, maxEvents);
      returned = true;
    } catch (LargeRecord | ProblemException e) {
      if (entries.isEmpty()) {
        throw e;
      }
      moveTo(entries.getLast().next().offset()); // The next read meets it first, and tells it.
      returned = true;
    } finally {
      if (!returned) {
        gap = null;
        goBack(before);
      }
    }
    return entries;
  }

  private void fill(List<Entry> entries, int maxEvents) throws LargeRecord {
    long bytes = 0;
    while (entries.size() < maxEvents && bytes < mostBytes && advance()) {
      long from = records.recordOffset();
      if (records.missedFrom() != Segment.UNKNOWN) {
        if (!entries.isEmpty()) {
          // A gap lies before the first event of a batch, where it can be told.
          moveTo(entries.getLast().next().offset());
          return;
        }
        gap = missed();
      }
      Event event = decode(from);
      long next = records.offset();
      bytes += next - from + bytesPerEvent;
      entries.add(new Entry(position(from), position(next), event));
    }
  }

  private boolean advance() throws LargeRecord {
    try {
      return records.next();
    } catch (LargeRecord e) {
      throw e;
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.READ_FAILED, e);
    }
  }

  /** Goes on at another offset, where a record begins or ends. */
  void moveTo(long offset) {
    goBack(new LogReader.Mark(offset, Segment.UNKNOWN, Segment.UNKNOWN));
  }

  private void goBack(LogReader.Mark mark) {
    try {
      records.goBack(mark);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A segment was not closed cleanly after reading.", e);
    }
  }

  /**
   * Reads into a buffer of others until the {@linkplain #release release}.
   *
   * @param largest the most bytes of an event that is larger than the buffer
   */
  void borrow(ByteBuffer buffer, long largest) {
    records.borrow(buffer, largest);
  }

  /** Keeps the offset, and neither a file nor a buffer, until the next read. */
  void release() {
    try {
      records.release();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A segment was not closed cleanly after reading.", e);
    }
  }

  /** Whether it has neither a file nor a buffer. */
  boolean isReleased() {
    return records.isReleased();
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
