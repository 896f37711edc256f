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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A journal for tests of those who write to it or read from it. It commits at once, or, after
 * {@link #holdCommits}, when the test says so. It keeps the promises of {@link Journal}, but
 * detaches no reader and deletes no event, and forgets everything with the process.
 */
public final class InMemoryJournal implements Journal, AutoCloseable {
  private static final long EPOCH = 1;
  private static final int LARGEST_EVENT = 4 << 20;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Problem FENCED =
      new Problem("HF-TESTKIT-001", 409, "The reader's name is not its own any more", "", "");
  private static final Problem UNKNOWN =
      new Problem("HF-TESTKIT-002", 400, "The journal never gave out this position", "", "");
  private static final Problem CLOSED =
      new Problem("HF-TESTKIT-003", 503, "The journal is closed", "", "");
  private static final Problem TOO_LARGE =
      new Problem("HF-TESTKIT-004", 413, "The event is larger than 4 MiB, encoded", "", "");
  private static final Problem TAKEN =
      new Problem("HF-TESTKIT-005", 409, "The reader's name belongs to another plugin", "", "");

  private final List<Event> committed = new ArrayList<>();
  private final Deque<Group> pending = new ArrayDeque<>();
  private final Map<String, Long> places = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Reader> open = new HashMap<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private boolean held;
  private boolean closed;
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

  /**
   * Ends it in an orderly way: it commits the groups that wait, ends the reads that wait, and takes
   * no more.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    commit();
  }

  /** Closes it, and opens one that has kept its events, the places of its readers, and the rest. */
  public InMemoryJournal reopen() {
    close();
    InMemoryJournal next = new InMemoryJournal();
    synchronized (this) {
      next.committed.addAll(committed);
      next.places.putAll(places);
      next.owners.putAll(owners);
      next.deadLetters.addAll(deadLetters);
    }
    return next;
  }

  @Override
  public CompletableFuture<Position> append(List<Event> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a group holds at least one event");
    }
    if (events.stream().anyMatch(event -> event.encode().length > LARGEST_EVENT)) {
      return CompletableFuture.failedFuture(new ProblemException(TOO_LARGE));
    }
    CompletableFuture<Position> future = new CompletableFuture<>();
    boolean now;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new ProblemException(CLOSED));
      }
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
  public JournalReader reader(String name, Optional<Position> known) {
    return open(name, "", this, known);
  }

  @Override
  public boolean forget(String name) {
    return forget(name, "");
  }

  @Override
  public synchronized JournalTail tail(Position from) {
    checkOpen();
    return new Tail(offset(from));
  }

  /** Each is another start of the plugin. */
  @Override
  public Journal forPlugin(String plugin) {
    return new OfPlugin(plugin);
  }

  private synchronized JournalReader open(
      String name, String plugin, Object opener, Optional<Position> known) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a reader's name: " + name);
    }
    checkOpen();
    long most = known.map(this::offset).orElse(Long.MAX_VALUE);
    Reader earlier = open.get(name);
    if (earlier != null && earlier.opener.equals(opener)) {
      throw new IllegalStateException("the reader " + name + " is open already");
    }
    if (!plugin.isEmpty()) {
      checkOwner(name, plugin);
      owners.put(name, plugin);
    }
    if (earlier != null) {
      fence(earlier);
    }
    long place = Math.min(places.getOrDefault(name, 0L), most);
    places.put(name, place);
    Reader reader = new Reader(name, opener, place);
    open.put(name, reader);
    return reader;
  }

  private synchronized boolean forget(String name, String plugin) {
    if (!plugin.isEmpty()) {
      checkOwner(name, plugin);
    }
    Reader reader = open.remove(name);
    if (reader != null) {
      fence(reader);
    }
    owners.remove(name);
    return places.remove(name) != null;
  }

  private void fence(Reader reader) {
    reader.fenced = true;
    notifyAll();
  }

  private void checkOwner(String name, String plugin) {
    String owner = owners.getOrDefault(name, plugin);
    if (!owner.equals(plugin)) {
      throw new ProblemException(
          TAKEN.because(name + " is wanted by " + plugin + ", but is of " + owner));
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
  }

  private long offset(Position position) {
    boolean ours = position.epoch() == EPOCH;
    if (!ours || position.offset() < 0 || position.offset() > committed.size()) {
      throw new UnknownPosition(
          ours ? UnknownPosition.Kind.BEHIND_END : UnknownPosition.Kind.OTHER_EPOCH,
          UNKNOWN.because(position.toString()));
    }
    return position.offset();
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

  private synchronized List<JournalReader.Entry> read(Cursor cursor, int maxEvents, Duration wait)
      throws InterruptedException {
    cursor.check();
    if (maxEvents < 1) {
      throw new IllegalArgumentException("at least one event must be asked for");
    }
    long deadline = System.nanoTime() + wait.toNanos();
    while (cursor.next == committed.size()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return List.of();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
      if (closed || cursor.closed) {
        return List.of();
      }
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

  /** The journal as one start of a plugin has it. */
  private final class OfPlugin implements Journal {
    private final String plugin;

    OfPlugin(String plugin) {
      this.plugin = plugin;
    }

    @Override
    public CompletableFuture<Position> append(List<Event> events) {
      return InMemoryJournal.this.append(events);
    }

    @Override
    public JournalReader reader(String name, Optional<Position> known) {
      return InMemoryJournal.this.open(name, plugin, this, known);
    }

    @Override
    public boolean forget(String name) {
      return InMemoryJournal.this.forget(name, plugin);
    }

    @Override
    public JournalTail tail(Position from) {
      return InMemoryJournal.this.tail(from);
    }

    @Override
    public Durability durability() {
      return InMemoryJournal.this.durability();
    }

    @Override
    public Position start() {
      return InMemoryJournal.this.start();
    }

    @Override
    public Position end() {
      return InMemoryJournal.this.end();
    }
  }

  /** Where somebody reads; guarded by the journal. */
  private class Cursor {
    long next;
    boolean fenced;
    boolean closed;

    Cursor(long next) {
      this.next = next;
    }

    void check() {
      checkOpen();
      if (closed) {
        throw new IllegalStateException("the reader is closed");
      }
      if (fenced) {
        throw new ReaderFenced(FENCED);
      }
    }

    void end() {
      closed = true;
      InMemoryJournal.this.notifyAll();
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
      return InMemoryJournal.this.read(cursor, maxEvents, wait);
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
        cursor.end();
      }
    }
  }

  private final class Reader extends Cursor implements JournalReader {
    private final String name;
    private final Object opener;

    Reader(String name, Object opener, long place) {
      super(place);
      this.name = name;
      this.opener = opener;
    }

    @Override
    public List<Entry> read(int maxEvents, Duration wait) throws InterruptedException {
      return InMemoryJournal.this.read(this, maxEvents, wait);
    }

    @Override
    public void seek(Position position) {
      synchronized (InMemoryJournal.this) {
        check();
        next = offset(position);
      }
    }

    @Override
    public void rewind(Position position) {
      synchronized (InMemoryJournal.this) {
        seek(position);
        places.merge(name, next, Math::min);
      }
    }

    @Override
    public void commit(Position consumed) {
      synchronized (InMemoryJournal.this) {
        check();
        places.merge(name, offset(consumed), Math::max);
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
        end();
        open.remove(name, this);
      }
    }
  }
}
