package dev.holdfast.journal;

import dev.holdfast.journal.Refusals.Reason;
import dev.holdfast.spi.Event;
import dev.holdfast.spi.Journal;
import dev.holdfast.spi.JournalReader;
import dev.holdfast.spi.Position;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The journal: a queue in front of a {@link SegmentedLog}, whose head comment is the place to begin
 * with, and the readers behind it.
 *
 * <p>Producers encode and sum their events on their own threads and queue them as a group. One
 * worker calls {@link #commit}: it takes all that is queued, writes it in one go, forces, and
 * completes the futures; what queued meanwhile is the next round. There is no waiting for more, so
 * one producer alone pays one fsync, and many share one.
 */
final class SegmentedJournal implements Journal, AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final Duration TICK = Duration.ofSeconds(1);

  private final JournalConfig config;
  private final LongSupplier ticker;
  private final FolderLock folderLock;
  private final SegmentedLog log;
  private final Places places;
  private final Retention retention;
  private final DeadLetters deadLetters;
  private final Refusals refusals = new Refusals();
  private final CommitQueue queue;
  private final long ordinalAtStart;
  private final ReentrantLock committing = new ReentrantLock();
  private final Map<String, NamedReader> open = new HashMap<>();
  private volatile boolean closed;
  private boolean finished;

  private SegmentedJournal(
      JournalConfig config,
      LongSupplier ticker,
      FolderLock folderLock,
      SegmentedLog log,
      Places places,
      Retention retention,
      DeadLetters deadLetters) {
    this.config = config;
    this.ticker = ticker;
    this.folderLock = folderLock;
    this.log = log;
    this.places = places;
    this.retention = retention;
    this.deadLetters = deadLetters;
    this.queue = new CommitQueue(config.queueSize().bytes());
    this.ordinalAtStart = log.end().get().ordinal();
  }

  /** Opens the journal of a folder, whatever happened to its files. */
  static SegmentedJournal open(
      Disk disk, Path folder, JournalConfig config, InstantSource clock, LongSupplier ticker)
      throws IOException {
    disk.createFolder(folder);
    FolderLock lock = FolderLock.take(folder);
    try {
      long epoch = Epoch.of(disk, folder);
      Places places = Places.open(disk, folder.resolve("places"), epoch);
      Long consumed = places.consumed();
      LogSettings settings =
          new LogSettings(folder, config.effectiveSegmentSize(), config.commitSize().toInt());
      SegmentedLog log =
          SegmentedLog.open(
              disk,
              settings,
              epoch,
              clock,
              ticker,
              new Damages(),
              consumed == null ? 0 : consumed,
              places.farthest());
      Retention retention = new Retention(disk, folder, log, places, clock, config);
      DeadLetters letters =
          DeadLetters.open(disk, folder.resolve("dead-letters"), config, clock, ticker);
      return new SegmentedJournal(config, ticker, lock, log, places, retention, letters);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public CompletableFuture<Position> append(List<Event> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a group has at least one event");
    }
    List<byte[]> payloads = new ArrayList<>(events.size());
    for (Event event : events) {
      byte[] payload = event.encode();
      if (payload.length > config.recordSize().bytes()) {
        return refused(
            Reason.RECORD, JournalProblems.tooLarge(payload.length, config.recordSize().toInt()));
      }
      payloads.add(payload);
    }
    Group group = new Group(Records.of(payloads), new CompletableFuture<>());
    if (closed) {
      return refused(Reason.CLOSED, JournalProblems.closed());
    }
    if (!queue.offer(group)) {
      return refused(Reason.QUEUE, JournalProblems.queueFull(queue.limit()));
    }
    if (closed) {
      commit(); // Nobody else may come to do it.
    }
    return group.done();
  }

  /** One round of the committer: waits a moment for something to do, and does it. */
  void step() throws InterruptedException {
    if (queue.isEmpty()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      queue.await(TICK.toNanos());
    }
    commit();
  }

  /** One round of the housekeeper: what need not happen at once. */
  void tidy() throws IOException {
    places.forceConsumed();
    retention.deleteOld();
  }

  @Override
  public JournalReader reader(String name) {
    synchronized (open) {
      if (closed) {
        throw new IllegalStateException("the journal is closed");
      }
      if (open.containsKey(name)) {
        throw new IllegalStateException("a reader of the name " + name + " is open");
      }
      ReaderPlace place = places.of(name, log.start());
      NamedReader reader = new NamedReader(name, this, log, place, config.readSize().bytes());
      open.put(name, reader);
      return reader;
    }
  }

  /**
   * Forgets a reader for good: what only it has not consumed may be deleted.
   *
   * @return false when it is not known
   * @throws IllegalStateException it is open
   */
  boolean forget(String name) throws IOException {
    synchronized (open) {
      if (open.containsKey(name)) {
        throw new IllegalStateException("the reader " + name + " is open");
      }
      return places.forget(name);
    }
  }

  @Override
  public Position start() {
    return new Position(log.epoch(), log.start());
  }

  @Override
  public Position end() {
    return new Position(log.epoch(), log.end().get().offset());
  }

  /** Refuses new groups, keeps those that are queued, and closes everything. */
  @Override
  public void close() throws IOException {
    List<NamedReader> readers;
    synchronized (open) {
      if (closed) {
        return;
      }
      closed = true;
      readers = List.copyOf(open.values());
    }
    while (!queue.isEmpty()) {
      commit();
    }
    readers.forEach(NamedReader::close);
    committing.lock();
    try {
      finished = true;
      closeFiles();
    } finally {
      committing.unlock();
    }
  }

  private void closeFiles() throws IOException {
    try (folderLock;
        log;
        deadLetters;
        places) {
      LOG.log(Level.DEBUG, "The journal is closed at {0}.", end());
    }
  }

  DeadLetters deadLetters() {
    return deadLetters;
  }

  SegmentedLog log() {
    return log;
  }

  Places places() {
    return places;
  }

  Refusals refusals() {
    return refusals;
  }

  /** Events made durable since the start. */
  long appended() {
    return log.end().get().ordinal() - ordinalAtStart;
  }

  Retention retention() {
    return retention;
  }

  long nanos() {
    return ticker.getAsLong();
  }

  void closed(String name, NamedReader reader) {
    synchronized (open) {
      open.remove(name, reader);
    }
  }

  /** The offset of a position that this journal gave out. */
  long offset(Position position) {
    if (position.epoch() != log.epoch()) {
      throw new IllegalArgumentException("the position " + position + " is of another journal");
    }
    // A reader's place may lie behind an end that was lost with a file.
    if (position.offset() > Math.max(log.end().get().offset(), places.farthest())
        || position.offset() < 0) {
      throw new IllegalArgumentException("the position " + position + " is behind the end");
    }
    return position.offset();
  }

  private void commit() {
    committing.lock();
    try {
      List<Group> groups = queue.take(config.commitSize().bytes());
      if (!groups.isEmpty()) {
        try {
          if (finished) {
            refuse(groups, Reason.CLOSED, JournalProblems.closed());
          } else {
            commit(groups);
          }
        } finally {
          queue.release(groups);
        }
      }
    } finally {
      committing.unlock();
    }
  }

  private void commit(List<Group> groups) {
    int fitting = groups.size();
    ProblemException refusal = retention.refuse(bytes(groups));
    if (refusal != null) {
      fitting = fitting(groups);
    }
    List<Group> accepted = groups.subList(0, fitting);
    try {
      if (!accepted.isEmpty()) {
        complete(accepted, log.append(accepted.stream().map(Group::records).toList()));
      }
    } catch (IOException e) {
      refuse(accepted, Reason.FAILURE, JournalProblems.disk(e));
    } finally {
      // Also after an error nobody waits for ever.
      accepted.forEach(group -> group.done().completeExceptionally(JournalProblems.closed()));
    }
    if (refusal != null) {
      boolean full = JournalProblems.FULL.code().equals(refusal.problem().code());
      refuse(groups.subList(fitting, groups.size()), full ? Reason.SIZE : Reason.DISK, refusal);
    }
  }

  /** How many groups, from the first on, there is room for. */
  private int fitting(List<Group> groups) {
    int fits = 0;
    int fitsNot = groups.size();
    while (fitsNot - fits > 1) {
      int middle = (fits + fitsNot) >>> 1;
      if (retention.refuse(bytes(groups.subList(0, middle))) == null) {
        fits = middle;
      } else {
        fitsNot = middle;
      }
    }
    return fits;
  }

  private void complete(List<Group> groups, long start) {
    refusals.over();
    long offset = start;
    for (Group group : groups) {
      offset += group.records().bytes();
      group.done().complete(new Position(log.epoch(), offset));
    }
  }

  private void refuse(List<Group> groups, Reason reason, ProblemException why) {
    for (Group group : groups) {
      refusals.count(reason, why);
      group.done().completeExceptionally(why);
    }
  }

  private CompletableFuture<Position> refused(Reason reason, ProblemException why) {
    refusals.count(reason, why);
    return CompletableFuture.failedFuture(why);
  }

  private static long bytes(List<Group> groups) {
    long sum = 0;
    for (Group group : groups) {
      sum += group.records().bytes();
    }
    return sum;
  }
}
