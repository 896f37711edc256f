package dev.holdfast.testkit;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  private final List<Event> committed = new ArrayList<>();
  private final Deque<Group> pending = new ArrayDeque<>();
  private final Map<String, Long> places = new HashMap<>();
  private final Set<String> open = new HashSet<>();
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
    return Set.copyOf(open);
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
  public synchronized JournalReader reader(String name) {
    if (!open.add(name)) {
      throw new IllegalStateException("the reader " + name + " is open already");
    }
    return new Reader(name, places.getOrDefault(name, 0L));
  }

  @Override
  public Position start() {
    return new Position(EPOCH, 0);
  }

  @Override
  public synchronized Position end() {
    return new Position(EPOCH, committed.size());
  }

  private final class Reader implements JournalReader {
    private final String name;
    private long cursor;

    Reader(String name, long place) {
      this.name = name;
      this.cursor = place;
    }

    @Override
    public List<Entry> read(int maxEvents, Duration wait) throws InterruptedException {
      synchronized (InMemoryJournal.this) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (cursor == committed.size()) {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return List.of();
          }
          TimeUnit.NANOSECONDS.timedWait(InMemoryJournal.this, left);
        }
        List<Entry> entries = new ArrayList<>();
        while (cursor < committed.size() && entries.size() < maxEvents) {
          Event event = committed.get((int) cursor);
          entries.add(new Entry(new Position(EPOCH, cursor), new Position(EPOCH, ++cursor), event));
        }
        return entries;
      }
    }

    @Override
    public void seek(Position position) {
      synchronized (InMemoryJournal.this) {
        cursor = position.offset();
      }
    }

    @Override
    public void rewind(Position position) {
      synchronized (InMemoryJournal.this) {
        cursor = position.offset();
        places.merge(name, cursor, Math::min);
      }
    }

    @Override
    public void commit(Position consumed) {
      synchronized (InMemoryJournal.this) {
        places.put(name, consumed.offset());
      }
    }

    @Override
    public void deadLetter(Event event, Problem reason) {
      synchronized (InMemoryJournal.this) {
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
        open.remove(name);
      }
    }
  }
}
