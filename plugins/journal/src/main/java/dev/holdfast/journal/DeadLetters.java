package dev.holdfast.journal;

import dev.holdfast.spi.Event;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The events that a reader could not use, whole, with the reason: a small log of its own, so that
 * the same care keeps them. Nothing is ever dropped for a newer one; when they are full, setting
 * aside is refused, and the reader waits. Safe for use by any number of threads.
 */
final class DeadLetters implements Closeable {
  private static final int SEGMENTS = 4;
  private static final int BUFFER = 256 << 10;

  private final Disk disk;
  private final Path folder;
  private final SegmentedLog log;
  private final InstantSource clock;
  private final long maxBytes;

  /** What is read must not be deleted meanwhile; adding goes on. */
  private final Object reading = new Object();

  private final LongAdder added = new LongAdder();

  private DeadLetters(
      Disk disk, Path folder, SegmentedLog log, InstantSource clock, long maxBytes) {
    this.disk = disk;
    this.folder = folder;
    this.log = log;
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  static DeadLetters open(
      Disk disk, Path folder, JournalConfig config, InstantSource clock, LongSupplier ticker)
      throws IOException {
    long epoch = Epoch.of(disk, folder);
    long maxBytes = config.deadLetterSize().bytes();
    LogSettings settings = new LogSettings(folder, maxBytes / SEGMENTS, BUFFER);
    Damages damages = new Damages();
    SegmentedLog log = SegmentedLog.open(disk, settings, epoch, clock, ticker, damages, 0, 0);
    return new DeadLetters(disk, folder, log, clock, maxBytes);
  }

  /**
   * Keeps an event; it is durable when this returns.
   *
   * @throws ProblemException it is not kept
   */
  synchronized void add(String reader, Event event, Problem reason) {
    DeadLetter letter = new DeadLetter(reader, clock.instant(), reason, event);
    Records records = Records.of(List.of(letter.encode()));
    long bytes = log.bytes() + records.bytes() + SegmentHeader.BYTES;
    if (bytes > maxBytes) {
      String why = new Size(log.bytes()) + " of " + new Size(maxBytes) + " are taken";
      throw new ProblemException(
          JournalProblems.DEAD_LETTERS_FULL.because(why), Duration.ofMinutes(1), null);
    }
    try {
      log.append(List.of(records));
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.DEAD_LETTER_FAILED, e);
    }
    added.increment();
  }

  /** The newest ones, the oldest of them first. */
  List<DeadLetter> newest(int limit) throws IOException {
    Deque<DeadLetter> letters = new ArrayDeque<>();
    synchronized (reading) {
      try (LogReader reader = log.reader(log.start())) {
        while (reader.next()) {
          letters.add(DeadLetter.decode(reader.payload()));
          if (letters.size() > limit) {
            letters.remove();
          }
        }
      }
    }
    return List.copyOf(letters);
  }

  /**
   * Deletes the segments in which every letter is older, by the time that is in the letters: a
   * segment's own begins anew at each opening. Letters that share a segment with a younger one
   * stay. When all are old the newest segment is replaced by an empty one, which keeps the count.
   *
   * @return how many letters went
   */
  synchronized long removeOlderThan(Instant time) throws IOException, InterruptedException {
    synchronized (reading) {
      long young = firstSince(time);
      Segment oldest = oldest();
      if (oldest == null || oldest.end() > young) {
        return 0;
      }
      long first = oldest.firstOrdinal();
      if (young >= log.end().get().offset()) {
        log.rollOver();
      }
      while (oldest != null && oldest.sealed() && oldest.end() <= young) {
        log.deleteOldest(oldest);
        oldest = oldest();
      }
      disk.forceFolder(folder);
      long left = oldest == null ? log.end().get().ordinal() : oldest.firstOrdinal();
      return Math.max(0, left - Math.max(0, first));
    }
  }

  /**
   * The offset of the first letter that is not older; the end when all are. One whose time lies
   * ahead came by a clock that was wrong: it is old when an older one follows it.
   */
  private long firstSince(Instant time) throws IOException, InterruptedException {
    Instant now = clock.instant();
    OptionalLong ahead = OptionalLong.empty();
    try (LogReader reader = log.reader(log.start())) {
      while (reader.next()) {
        Instant written = DeadLetter.decode(reader.payload()).time();
        if (written.isBefore(time)) {
          ahead = OptionalLong.empty();
        } else if (!written.isAfter(now)) {
          return ahead.orElse(reader.recordOffset());
        } else if (ahead.isEmpty()) {
          ahead = OptionalLong.of(reader.recordOffset());
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    return ahead.orElse(log.end().get().offset());
  }

  private @Nullable Segment oldest() {
    for (Segment oldest : log.segments()) {
      return oldest;
    }
    return null;
  }

  /** How many were ever kept in this folder. */
  long count() {
    return log.end().get().ordinal();
  }

  /** How many were added since the start. */
  long added() {
    return added.sum();
  }

  long bytes() {
    return log.bytes();
  }

  @Override
  public synchronized void close() throws IOException {
    log.close();
  }
}
