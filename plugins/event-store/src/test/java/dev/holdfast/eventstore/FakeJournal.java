package dev.holdfast.eventstore;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Durability;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.ReaderFenced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A journal in memory. It outlives the kernels of a test, as one on disk would. */
final class FakeJournal implements Journal {
  final List<Event> deadLetters = new CopyOnWriteArrayList<>();
  final List<Problem> reasons = new CopyOnWriteArrayList<>();
  volatile boolean deadLettersFail;
  private final List<Event> events = new ArrayList<>();
  private final long epoch;
  private Position place;
  private long first;
  private long firstBehindRewind;
  private final List<Reader> opened = new ArrayList<>();

  FakeJournal() {
    this(1);
  }

  /** Another journal than those of other epochs. */
  FakeJournal(long epoch) {
    this.epoch = epoch;
    this.place = new Position(epoch, 0);
  }

  synchronized void add(List<Event> group) {
    events.addAll(group);
    notifyAll();
  }

  @Override
  public synchronized CompletableFuture<Position> append(List<Event> group) {
    add(group);
    return CompletableFuture.completedFuture(end());
  }

  @Override
  public synchronized JournalReader reader(String name, Optional<Position> known) {
    known.ifPresent(this::goBackTo);
    Reader reader = new Reader();
    opened.add(reader);
    return reader;
  }

  @Override
  public synchronized boolean forget(String name) {
    place = start();
    opened.forEach(reader -> reader.fenced = true);
    return true;
  }

  @Override
  public JournalTail tail(Position from) {
    throw new UnsupportedOperationException("the store has no tail");
  }

  @Override
  public Durability durability() {
    return Durability.FSYNCED;
  }

  @Override
  public synchronized Position start() {
    return new Position(epoch, first);
  }

  /** What retention does to old segments. */
  synchronized void deleteBefore(long offset) {
    first = offset;
  }

  /** Retention is quicker than the reader that goes back. */
  synchronized void deleteAtRewindBefore(long offset) {
    firstBehindRewind = offset;
  }

  private synchronized Optional<JournalReader.Gap> gapAt(Position cursor) {
    return cursor.compareTo(start()) < 0
        ? Optional.of(new JournalReader.Gap(cursor, start()))
        : Optional.empty();
  }

  private synchronized void rewound(Position position) {
    goBackTo(position);
    first = Math.max(first, firstBehindRewind);
  }

  @Override
  public synchronized Position end() {
    return new Position(epoch, events.size());
  }

  synchronized Position place() {
    return place;
  }

  /** As a crash before the place was written. */
  synchronized void forgetThePlace() {
    place = start();
  }

  boolean allConsumed() {
    return place().equals(end());
  }

  private synchronized List<JournalReader.Entry> from(int index, int max, long waitMillis)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    long left = waitMillis;
    while (index >= events.size() && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    List<JournalReader.Entry> entries = new ArrayList<>();
    for (int i = index; i < Math.min(events.size(), index + max); i++) {
      entries.add(
          new JournalReader.Entry(
              new Position(epoch, i), new Position(epoch, i + 1L), events.get(i)));
    }
    return entries;
  }

  /** As the real one: going back is not moving. */
  private synchronized void moveTo(Position consumed) {
    place = consumed.compareTo(place) > 0 ? consumed : place;
  }

  private synchronized void goBackTo(Position position) {
    place = position.compareTo(place) < 0 ? position : place;
  }

  private final class Reader implements JournalReader {
    private Position cursor = FakeJournal.this.place();
    private volatile boolean fenced;
    private Optional<Gap> gap = Optional.empty();

    private void check() {
      if (fenced) {
        throw new ReaderFenced(new Problem("HF-TEST-002", 409, "fenced", "", ""));
      }
    }

    @Override
    public List<Entry> read(int maxEvents, Duration wait) throws InterruptedException {
      check();
      gap = gapAt(cursor);
      cursor = gap.map(Gap::to).orElse(cursor);
      List<Entry> entries = from((int) cursor.offset(), maxEvents, wait.toMillis());
      if (!entries.isEmpty()) {
        cursor = entries.getLast().next();
      }
      return entries;
    }

    @Override
    public Optional<Gap> gap() {
      return gap;
    }

    @Override
    public void seek(Position position) {
      cursor = position;
    }

    @Override
    public void rewind(Position position) {
      cursor = position;
      rewound(position);
    }

    @Override
    public void commit(Position consumed) {
      check();
      moveTo(consumed);
    }

    @Override
    public void deadLetter(Event event, Problem reason) {
      if (deadLettersFail) {
        throw new ProblemException(new Problem("HF-TEST-001", 500, "no room", "", ""));
      }
      deadLetters.add(event);
      reasons.add(reason);
    }

    @Override
    public Position place() {
      return FakeJournal.this.place();
    }

    @Override
    public void close() {}
  }
}
