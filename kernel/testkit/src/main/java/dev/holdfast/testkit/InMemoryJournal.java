package dev.holdfast.testkit;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Durability;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.ReaderFenced;
import dev.holdfast.spi.journal.UnknownPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A journal for tests of those who write to it or read from it. It commits at once, or, after
 * {@link #holdCommits}, when the test says so. It forgets everything with the process.
 */
public final class InMemoryJournal implements Journal {
  private static final long EPOCH = 1;
  private static final Problem FENCED =
      new Problem("HF-TESTKIT-001", 409, "The reader's name is not its own any more", "", "");
  private static final Problem UNKNOWN =
      new Problem("HF-TESTKIT-002", 400, "The journal never gave out this position", "", "");

  private final List<Event> committed = new ArrayList<>();
  private final Deque<Group> pending = new ArrayDeque<>();
  private final Map<String, Long> places = new HashMap<>();
  private final Map<String, Reader> open = new HashMap<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private boolean held;
  private @Nullable ProblemException refusal;

  private record Group(List<Event> events, CompletableFuture<Position> future) {}

  /** An event that a reader set aside. */
  public record DeadLetter(Event event, Problem reason) {}

  /** Groups that are appended from now on wait for {@link #commit}. */
  public synchronized void holdCommits() {
    held = true;
  }

  /** Every append from now on fails with this. */
  public synchronized void refuse(ProblemException problem) {
    refusal = problem;
  }

  /** Appends are taken again. */
  public synchronized void accept() {
    refusal = null;
  }

  /** Commits the groups that wait, in order; futures complete on the calling thread. */
  public void commit() {
    while (commitNext()) {}
  }

  /** Commits the oldest group that waits; false when there is none. */
  public boolean commitNext() {
    Group group;
    Position end;
    synchronized (this) {
      group = pending.poll();
      if (group == null) {
        return false;
      }
      committed.addAll(group.events());
      end = end();
      notifyAll();
    }
    group.future().complete(end);
    return true;
  }

  /** Fails the oldest group that waits; false when there is none. */
  public boolean failNext(ProblemException problem) {
    Group group;
    synchronized (this) {
      group = pending.poll();
    }
    return group != null && group.future().completeExceptionally(problem);
  }

  /** The events that are safe, in order. */
  public synchronized List<Event> events() {
    return List.copyOf(committed);
  }

  /** The sizes of the groups that wait, oldest first. */
  public synchronized List<Integer> waiting() {
    return pending.stream().map(group -> group.events().size()).toList();
  }

  /** What readers have set aside. */
  public synchronized List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters);
  }

  /** The names of the readers that are open. */
  public synchronized Set<String> openReaders() {
    return Set.copyOf(open.keySet());
  }

  @Override
  public CompletableFuture<Position> append(List<Event> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a group holds at least one event");
    }
    CompletableFuture<Position> future = new CompletableFuture<>();
    boolean now;
    synchronized (this) {
      if (refusal != null) {
        return CompletableFuture.failedFuture(refusal);
      }
      pending.add(new Group(List.copyOf(events), future));
      now = !held;
    }
    if (now) {
      commit();
    }
    return future;
  }

  @Override
  public synchronized JournalReader reader(String name, Optional<Position> known) {
    if (open.containsKey(name)) {
      throw new IllegalStateException("the reader " + name + " is open already");
    }
    known.ifPresent(position -> places.merge(name, position.offset(), Math::min));
    Reader reader = new Reader(name, places.getOrDefault(name, 0L));
    open.put(name, reader);
    return reader;
  }

  @Override
  public synchronized boolean forget(String name) {
    Reader reader = open.remove(name);
    if (reader != null) {
      reader.fenced = true;
      notifyAll();
    }
    return places.remove(name) != null || reader != null;
  }

  @Override
  public synchronized JournalTail tail(Position from) {
    if (from.epoch() != EPOCH || from.compareTo(end()) > 0) {
      throw new UnknownPosition(
          from.epoch() == EPOCH
              ? UnknownPosition.Kind.BEHIND_END
              : UnknownPosition.Kind.OTHER_EPOCH,
          UNKNOWN.because(from.toString()));
    }
    return new Tail(from.offset());
  }

  @Override
  public Durability durability() {
    return Durability.FSYNCED;
  }

  @Override
  public Position start() {
    return new Position(EPOCH, 0);
  }

  @Override
  public synchronized Position end() {
    return new Position(EPOCH, committed.size());
  }

  private List<JournalReader.Entry> read(Cursor cursor, int maxEvents, Duration wait)
      throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    cursor.check();
    while (cursor.next == committed.size()) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || cursor.closed) {
        return List.of();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
      cursor.check();
    }
    List<JournalReader.Entry> entries = new ArrayList<>();
    while (cursor.next < committed.size() && entries.size() < maxEvents) {
      Event event = committed.get((int) cursor.next);
      entries.add(
          new JournalReader.Entry(
              new Position(EPOCH, cursor.next), new Position(EPOCH, ++cursor.next), event));
    }
    return entries;
  }

  /** Where somebody reads; guarded by the journal. */
  private static class Cursor {
    long next;
    boolean fenced;
    boolean closed;

    Cursor(long next) {
      this.next = next;
    }

    void check() {
      if (fenced) {
        throw new ReaderFenced(FENCED);
      }
    }
  }

  private final class Tail implements JournalTail {
    private final Cursor cursor;

    Tail(long from) {
      cursor = new Cursor(from);
    }

    @Override
    public List<JournalReader.Entry> read(int maxEvents, Duration wait)
        throws InterruptedException {
      synchronized (InMemoryJournal.this) {
        if (cursor.closed) {
          throw new IllegalStateException("the tail is closed");
        }
        return InMemoryJournal.this.read(cursor, maxEvents, wait);
      }
    }

    /** Nothing is ever deleted. */
    @Override
    public Optional<JournalReader.Gap> gap() {
      return Optional.empty();
    }

    @Override
    public Position position() {
      synchronized (InMemoryJournal.this) {
        return new Position(EPOCH, cursor.next);
      }
    }

    @Override
    public void close() {
      synchronized (InMemoryJournal.this) {
        cursor.closed = true;
        InMemoryJournal.this.notifyAll();
      }
    }
  }

  private final class Reader extends Cursor implements JournalReader {
    private final String name;

    Reader(String name, long place) {
      super(place);
      this.name = name;
    }

    @Override
    public List<Entry> read(int maxEvents, Duration wait) throws InterruptedException {
      synchronized (InMemoryJournal.this) {
        return InMemoryJournal.this.read(this, maxEvents, wait);
      }
    }

    @Override
    public void seek(Position position) {
      synchronized (InMemoryJournal.this) {
        next = position.offset();
      }
    }

    @Override
    public void rewind(Position position) {
      synchronized (InMemoryJournal.this) {
        check();
        next = position.offset();
        places.merge(name, next, Math::min);
      }
    }

    @Override
    public void commit(Position consumed) {
      synchronized (InMemoryJournal.this) {
        check();
        places.put(name, consumed.offset());
      }
    }

    @Override
    public void deadLetter(Event event, Problem reason) {
      synchronized (InMemoryJournal.this) {
        check();
        deadLetters.add(new DeadLetter(event, reason));
      }
    }

    @Override
    public Position place() {
      synchronized (InMemoryJournal.this) {
        return new Position(EPOCH, places.getOrDefault(name, 0L));
      }
    }

    @Override
    public void close() {
      synchronized (InMemoryJournal.this) {
        open.remove(name, this);
      }
    }
  }
}
