package dev.holdfast.journal.deadletters;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.Corruptions;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Epoch;
import dev.holdfast.journal.log.LogReader;
import dev.holdfast.journal.log.LogSettings;
import dev.holdfast.journal.log.RecordBatch;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentHeader;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.support.ClockLead;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The events that a reader could not use, each whole and with the reason, in a small {@link
 * SegmentedLog} of their own. A letter's number is its ordinal in that log and never changes;
 * letters that were replayed or dropped are {@link SettledLetters}, and a segment goes when all of
 * its letters are, the oldest first. Nothing is ever dropped for a newer one: when they are full,
 * setting aside is refused, and the reader waits. Safe for use by any number of threads.
 */
public final class DeadLetters implements Closeable {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final int SEGMENTS = 16;
  private static final int BUFFER = 256 << 10;

  private final Disk disk;
  private final Path folder;
  private final SegmentedLog log;
  private final SettledLetters settled;
  private final InstantSource clock;
  private final long maxBytes;
  private final LongAdder added = new LongAdder();

  private DeadLetters(
      Disk disk,
      Path folder,
      SegmentedLog log,
      SettledLetters settled,
      InstantSource clock,
      long maxBytes) {
    this.disk = disk;
    this.folder = folder;
    this.log = log;
    this.settled = settled;
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  public static DeadLetters open(
      Disk disk,
      Path folder,
      JournalConfig config,
      InstantSource clock,
      LongSupplier ticker,
      LongSupplier random)
      throws IOException {
    long epoch = Epoch.of(disk, folder, random);
    long maxBytes = config.deadLetterSize().bytes();
    long segmentSize = maxBytes / SEGMENTS;
    LogSettings settings =
        new LogSettings(folder, segmentSize, (int) Math.min(BUFFER, segmentSize));
    Corruptions corruptions = new Corruptions();
    SegmentedLog log = SegmentedLog.open(disk, settings, epoch, clock, ticker, corruptions, 0, 0);
    SettledLetters settled =
        SettledLetters.open(disk, folder, epoch, first(log), log.end().get().ordinal());
    return new DeadLetters(disk, folder, log, settled, clock, maxBytes);
  }

  /**
   * Keeps an event; it is durable when this returns.
   *
   * @throws ProblemException it is not kept
   */
  public synchronized void add(String reader, Event event, Problem reason) {
    DeadLetter letter = new DeadLetter(reader, clock.instant(), reason, event);
    RecordBatch batch = RecordBatch.of(List.of(letter.encode()));
    try {
      if (isFullWith(batch)) {
        removeSettled();
      }
      // One alone may be of any size: whoever sets it aside would wait for ever.
      if (isFullWith(batch) && kept() > 0) {
        throw full();
      }
      log.append(List.of(batch));
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.DEAD_LETTER_FAILED, e);
    }
    added.increment();
  }

  private boolean isFullWith(RecordBatch batch) {
    return log.bytes() + batch.bytes() + SegmentHeader.BYTES > maxBytes;
  }

  private ProblemException full() {
    String why =
        String.format(
            Locale.ROOT,
            "%s of %s are taken by %d letters, the oldest of which is number %d",
            new Size(log.bytes()),
            new Size(maxBytes),
            kept(),
            first(log));
    return new ProblemException(
        JournalProblems.DEAD_LETTERS_FULL.because(why), Duration.ofMinutes(1), null);
  }

  /**
   * Where a letter stands.
   *
   * @param since all numbers from this one to the letter's are damaged: nobody can read them
   */
  public record Located(long number, long since, long offset, int bytes) {}

  /**
   * Which letters are wanted.
   *
   * @param from the smallest number
   * @param to behind the largest number
   * @param code of the reason; empty for any
   */
  public record Choice(long from, long to, String code) {
    /** All letters. */
    public static final Choice ALL = new Choice(0, Long.MAX_VALUE, "");

    static Choice one(long number) {
      return new Choice(number, number + 1, "");
    }
  }

  /**
   * Finds the newest letters of a choice, the oldest of them first, without reading their events.
   * Segments are read from the newest on, as far as need be.
   *
   * @param limit at most so many
   * @param mostBytes no further one is taken that would exceed them; one is of any size
   */
  public List<Located> newest(Choice choice, int limit, long mostBytes) throws IOException {
    Deque<Located> found = new ArrayDeque<>();
    long bytes = 0;
    for (Segment segment : List.copyOf(log.segments()).reversed()) {
      Deque<Located> here = new ArrayDeque<>();
      walk(
          segment,
          segment.end(),
          choice,
          letter -> {
            here.addLast(letter);
            if (here.size() > limit) {
              here.removeFirst();
            }
            return true;
          });
      while (!here.isEmpty()) {
        Located next = here.removeLast();
        bytes += next.bytes;
        if (found.size() == limit || (bytes > mostBytes && !found.isEmpty())) {
          return List.copyOf(found);
        }
        found.addFirst(next);
      }
    }
    return List.copyOf(found);
  }

  /** As {@link #newest}, from the other end. */
  List<Located> oldest(Choice choice, int limit, long mostBytes) throws IOException {
    List<Located> found = new ArrayList<>();
    long[] bytes = new long[1];
    walk(
        segmentOf(choice.from),
        Long.MAX_VALUE,
        choice,
        letter -> {
          bytes[0] += letter.bytes;
          boolean fits = found.isEmpty() || (bytes[0] <= mostBytes && found.size() < limit);
          if (fits) {
            found.add(letter);
          }
          return fits;
        });
    return found;
  }

  /** Reads letters one after the other; those that are gone or unreadable by now are left out. */
  public void read(List<Located> letters, Use use) throws IOException {
    if (letters.isEmpty()) {
      return;
    }
    int wanted = 0;
    try (LogReader reader = log.reader(letters.getFirst().offset)) {
      while (wanted < letters.size() && reader.next()) {
        while (wanted < letters.size() && letters.get(wanted).offset < reader.recordOffset()) {
          wanted++;
        }
        if (wanted < letters.size() && letters.get(wanted).offset == reader.recordOffset()) {
          DeadLetter letter = decoded(letters.get(wanted).number, reader.payload());
          if (letter != null) {
            use.letter(letters.get(wanted), letter);
          }
          wanted++;
        }
      }
    }
  }

  /** What is done with a letter. */
  public interface Use {
    void letter(Located at, DeadLetter letter) throws IOException;
  }

  private static @Nullable DeadLetter decoded(long number, ByteBuffer payload) {
    try {
      return DeadLetter.decode(payload);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "The dead letter {0} cannot be read: {1}", number, e.getMessage());
      return null;
    }
  }

  /**
   * Settles letters: they were replayed, or a person gave them up. Durable when this returns; their
   * room is given back when all older ones are settled too.
   */
  synchronized void settle(List<Located> letters) throws IOException {
    settled.add(
        letters.stream()
            .map(letter -> new SettledLetters.Range(letter.since, letter.number + 1))
            .toList());
    removeSettled();
  }

  /** Deletes the oldest segments as long as every letter in them is settled. */
  private void removeSettled() throws IOException {
    long end = log.end().get().ordinal();
    boolean any = false;
    Segment oldest = oldest();
    while (oldest != null && isSettled(oldest)) {
      if (!oldest.sealed()) {
        log.rollOver();
      }
      if (!log.segments().contains(oldest)) {
        break;
      }
      log.deleteOldest(oldest);
      any = true;
      oldest = oldest();
    }
    if (any) {
      disk.forceFolder(folder);
      settled.forgetBefore(oldest == null ? end : Math.max(0, oldest.firstOrdinal()));
    }
  }

  private boolean isSettled(Segment oldest) {
    long from = oldest.firstOrdinal();
    long to = behind(oldest);
    return from != Segment.UNKNOWN && to > from && settled.count(from, to) == to - from;
  }

  /** The number behind the last letter of the oldest segment. */
  private long behind(Segment oldest) {
    for (Segment segment : log.segments()) {
      if (segment.base() > oldest.base() && segment.firstOrdinal() != Segment.UNKNOWN) {
        return segment.firstOrdinal();
      }
    }
    return log.end().get().ordinal();
  }

  /**
   * Deletes the segments in which every letter is older, by the time that is in the letters: a
   * segment's own begins anew at each opening. Letters that share a segment with a younger one
   * stay. When all are old the newest segment is replaced by an empty one, which keeps the count.
   *
   * @return how many letters went
   */
  synchronized long removeOlderThan(Instant time) throws IOException, InterruptedException {
    long young = firstSince(time);
    Segment oldest = oldest();
    if (oldest == null || oldest.end() > young) {
      return 0;
    }
    long before = kept();
    if (young >= log.end().get().offset()) {
      log.rollOver();
    }
    while (oldest != null && oldest.sealed() && oldest.end() <= young) {
      log.deleteOldest(oldest);
      oldest = oldest();
    }
    disk.forceFolder(folder);
    settled.forgetBefore(first(log));
    return before - kept();
  }

  /**
   * The offset of the first letter that is not older; the end when all are. One whose time cannot
   * be believed came by a clock that was wrong: it is old when an older one follows it.
   */
  private long firstSince(Instant time) throws IOException, InterruptedException {
    Instant now = clock.instant();
    OptionalLong unknown = OptionalLong.empty();
    try (LogReader reader = log.reader(log.start())) {
      while (reader.next()) {
        Instant written = DeadLetter.Heading.decode(reader.payload()).time();
        if (!ClockLead.isBelievable(written, now)) {
          unknown = unknown.isEmpty() ? OptionalLong.of(reader.recordOffset()) : unknown;
        } else if (written.isBefore(time)) {
          unknown = OptionalLong.empty();
        } else {
          return unknown.orElse(reader.recordOffset());
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    return unknown.orElse(log.end().get().offset());
  }

  /** The segment that holds a number, or else the oldest; null when there is none. */
  private @Nullable Segment segmentOf(long number) {
    Segment holds = null;
    for (Segment segment : log.segments()) {
      if (holds == null || segment.firstOrdinal() <= number) {
        holds = segment;
      }
    }
    return holds;
  }

  private void walk(@Nullable Segment from, long to, Choice choice, Visit visit)
      throws IOException {
    if (from == null) {
      return;
    }
    try (LogReader reader = log.reader(from.base())) {
      boolean on = true;
      long behindLast = from.firstOrdinal();
      while (on && reader.next() && reader.recordOffset() < to && reader.ordinal() < choice.to) {
        long number = reader.ordinal();
        long since = behindLast == Segment.UNKNOWN ? number : Math.min(behindLast, number);
        behindLast = number + 1;
        ByteBuffer payload = reader.payload();
        int bytes = payload.remaining();
        if (number >= choice.from && !settled.contains(number) && matches(payload, choice.code)) {
          on = visit.letter(new Located(number, since, reader.recordOffset(), bytes));
        }
      }
    }
  }

  private static boolean matches(ByteBuffer payload, String code) {
    try {
      return code.isEmpty() || DeadLetter.Heading.decode(payload).code().equals(code);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Told each letter; false to end. */
  private interface Visit {
    boolean letter(Located letter);
  }

  /** As {@link SegmentedLog#checkFiles}, of the letters. */
  public synchronized String checkFiles() throws IOException {
    StringJoiner found = new StringJoiner("; ");
    found.setEmptyValue("");
    if (Epoch.restore(disk, folder, log.epoch())) {
      found.add("dead-letters/epoch was missing");
    }
    String segments = log.checkFiles();
    if (!segments.isEmpty()) {
      found.add("dead-letters: " + segments);
    }
    if (settled.restore()) {
      found.add("dead-letters/settled was missing");
    }
    return found.toString();
  }

  private @Nullable Segment oldest() {
    for (Segment oldest : log.segments()) {
      return oldest;
    }
    return null;
  }

  /** The number of the oldest letter of which the file is kept; the next number if none is. */
  private static long first(SegmentedLog log) {
    for (Segment segment : log.segments()) {
      if (segment.firstOrdinal() != Segment.UNKNOWN) {
        return segment.firstOrdinal();
      }
    }
    return log.end().get().ordinal();
  }

  /** How many are kept now and not settled; damaged ones included. */
  public long kept() {
    long first = first(log);
    long next = next();
    return Math.max(0, next - first - settled.count(first, next));
  }

  /** The number that the next letter gets. */
  long next() {
    return log.end().get().ordinal();
  }

  /** How many were added since the start. */
  public long added() {
    return added.sum();
  }

  public long bytes() {
    return log.bytes();
  }

  public long maxBytes() {
    return maxBytes;
  }

  @Override
  public synchronized void close() throws IOException {
    try (log;
        settled) {
      LOG.log(Level.DEBUG, "{0} dead letters are kept", kept());
    }
  }
}
