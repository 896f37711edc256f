package dev.holdfast.journal.readers;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.LargeRecord;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.ReaderFenced;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the journal: a cursor in memory and a committed offset on disk.
 *
 * <p>The name may be taken over or forgotten at any time. Then the reader is fenced: it is told so
 * at its next call, and what it commits has no effect. Until then each read and each commit renews
 * its lease.
 *
 * <p>A reader that finds no event for ten seconds, or is not asked for one, gives back its file and
 * its buffer, 256 KiB outside the heap, until there is one.
 */
final class NamedReader implements JournalReader {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final long STEP_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final String name;
  private final Object opener;
  private final OpenReaders readers;
  private final SegmentedLog log;
  private final ReaderOffset stored;
  private final ReaderLease lease;
  private final EventCursor cursor;

  /** Held while the offset moves, so that nothing moves it once the reader is fenced. */
  private final Object moving = new Object();

  /** Held while the cursor is used; a read may hold it for as long as it waits. */
  private final ReentrantLock reading = new ReentrantLock();

  /** When it returned events last, or began. */
  private long busy;

  private volatile @Nullable Problem fenced;
  private volatile boolean closed;

  /**
   * Creates a reader.
   *
   * @param opener who may not open the name a second time
   */
  NamedReader(
      String name,
      Object opener,
      OpenReaders readers,
      SegmentedLog log,
      ReaderOffset stored,
      ReaderLease lease,
      long mostBytes) {
    this.name = name;
    this.opener = opener;
    this.readers = readers;
    this.log = log;
    this.stored = stored;
    this.lease = lease;
    this.cursor = new EventCursor(log, stored.committed(), mostBytes, 0);
    this.busy = readers.nanos();
    lease.renew();
  }

  @Override
  public List<Entry> read(int maxEvents, Duration wait) throws InterruptedException {
    reading.lock();
    try {
      return readAlone(maxEvents, wait);
    } finally {
      reading.unlock();
    }
  }

  private List<Entry> readAlone(int maxEvents, Duration wait) throws InterruptedException {
    checkOpen();
    if (maxEvents < 1) {
      throw new IllegalArgumentException("at least one event must be asked for");
    }
    long deadline = readers.nanos() + wait.toNanos();
    lease.renew();
    cursor.forgetGap();
    List<Entry> entries = next(maxEvents);
    while (entries.isEmpty() && !closed) {
      long left = deadline - readers.nanos();
      if (left <= 0) {
        break;
      }
      // In steps: it is alive while it waits, and gives back what it does not use.
      log.end()
          .awaitBeyond(cursor.offset(), Math.min(left, STEP_NANOS), () -> closed || fenced != null);
      checkFenced();
      lease.renew();
      entries = next(maxEvents);
    }
    cursor.gap().ifPresent(this::tell);
    return entries;
  }

  private List<Entry> next(int maxEvents) {
    try {
      List<Entry> entries = cursor.read(maxEvents);
      if (!entries.isEmpty()) {
        busy = readers.nanos();
      } else if (readers.nanos() - busy >= QUIET_NANOS) {
        cursor.release();
      }
      return entries;
    } catch (LargeRecord e) {
      throw new AssertionError("a named reader reads events of any size", e);
    }
  }

  @Override
  public Optional<Gap> gap() {
    reading.lock();
    try {
      return cursor.gap();
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void seek(Position position) {
    reading.lock();
    try {
      checkOpen();
      cursor.moveTo(readers.boundary(position));
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void rewind(Position position) {
    seek(position);
    synchronized (moving) {
      checkOpen();
      try {
        stored.rewind(readers.offset(position));
      } catch (IOException e) {
        throw JournalProblems.retryable(JournalProblems.PLACE_FAILED, e);
      }
    }
  }

  @Override
  public void commit(Position consumed) {
    checkOpen();
    long offset = readers.offset(consumed);
    synchronized (moving) {
      checkOpen();
      lease.renew();
      try {
        stored.commit(offset);
      } catch (IOException e) {
        throw JournalProblems.retryable(JournalProblems.PLACE_FAILED, e);
      }
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
    reading.lock();
    try {
      cursor.close();
    } finally {
      reading.unlock();
    }
    readers.closed(name, this);
  }

  /** Gives back the file and the buffer until the next read; one that reads now does so itself. */
  void releaseIfQuiet() {
    if (reading.tryLock()) {
      try {
        if (readers.nanos() - busy >= QUIET_NANOS) {
          cursor.release();
        }
      } finally {
        reading.unlock();
      }
    }
  }

  /** Whether it has neither a file nor a buffer. */
  boolean isReleased() {
    reading.lock();
    try {
      return cursor.isReleased();
    } finally {
      reading.unlock();
    }
  }

  /** Whether this is who opened it. */
  boolean isOf(Object other) {
    return opener.equals(other);
  }

  /** Ends its right to the name; when this returns, it moves the offset no more. */
  void fence(String why) {
    synchronized (moving) {
      fenced = JournalProblems.READER_FENCED.because(name + " " + why);
    }
    log.end().nudge();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the reader " + name + " is closed");
    }
    checkFenced();
  }

  private void checkFenced() {
    Problem why = fenced;
    if (why != null) {
      throw new ReaderFenced(why);
    }
  }

  private void tell(Gap gap) {
    LOG.log(
        Level.WARNING,
        "The reader {0} goes on behind a gap: {1} were deleted before it had read them, from {2} to"
            + " {3}.",
        name,
        new Size(gap.to().offset() - gap.from().offset()),
        gap.from(),
        gap.to());
  }
}
