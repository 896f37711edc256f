package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.InsertResult;
import dev.holdfast.eventstore.table.PlaceMove;
import dev.holdfast.eventstore.table.PlaceMover;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Writes one batch to the table and moves the reader's offset behind it.
 *
 * <p>When the database refuses the batch for what is in it, the first bad event is searched by
 * halving: what stands before it is stored on the way, it is set aside, and the rest is tried as a
 * whole. That takes at most log2(batch) + 1 further statements a bad event. An event whose source
 * and id belong to a row with other content is set aside, too: it was acknowledged, and no row can
 * hold it. The offset moves in the transaction that stores the events, and follows each refused
 * event, so that a crash does not set the same event aside twice.
 *
 * <p>A large batch is stored in shares at once, on a connection each. All events of a source are in
 * one share, and the next batch begins when all shares are stored, so the order of each source is
 * kept. The offset moves then; after a crash before it the batch is read again, what is stored is
 * found, and what was set aside may be set aside once more.
 */
final class BatchWriter {
  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final int SLICE = 500;

  /** Short, because a conflict ends with the transaction of the other program; it doubles. */
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);

  /** A smaller share is not worth a transaction of its own. */
  private static final int SMALLEST_SHARE = 1000;

  private final JournalReader reader;
  private final StorePlace place;
  private final Database database;
  private final EventTable table;
  private final StoreMeters meters;
  private final IdConflicts conflicts;
  private final int writers;
  private final int retries;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Sleep sleep;

  /** A batch or a share of it, in the order of the journal. */
  private record Stored(InsertResult result, Duration took) {}

  BatchWriter(
      JournalReader reader,
      StorePlace place,
      Database database,
      EventTable table,
      StoreMeters meters,
      IdConflicts conflicts,
      EventStoreConfig config,
      InstantSource clock,
      LongSupplier ticker,
      Sleep sleep) {
    this.reader = reader;
    this.place = place;
    this.database = database;
    this.table = table;
    this.meters = meters;
    this.conflicts = conflicts;
    // SQLite has one writer at a time.
    this.writers = database.dialect() == Database.Dialect.SQLITE ? 1 : config.writers();
    this.retries = config.retries();
    this.clock = clock;
    this.ticker = ticker;
    this.sleep = sleep;
  }

  /**
   * Stores the batch, but for what the database refuses, which is set aside.
   *
   * @throws RuntimeException anything but a refusal: everything behind the reader's offset is to be
   *     read again
   */
  void write(List<Entry> batch) throws InterruptedException {
    List<List<Entry>> shares = shares(batch);
    if (shares.size() == 1) {
      write(batch, place);
    } else {
      writeAtOnce(shares);
    }
    place.move(batch.getLast().next());
  }

  /** Those that have events. */
  private List<List<Entry>> shares(List<Entry> batch) {
    int count = Math.min(writers, batch.size() / SMALLEST_SHARE);
    if (count < 2) {
      return List.of(batch);
    }
    List<List<Entry>> shares = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shares.add(new ArrayList<>());
    }
    for (Entry entry : batch) {
      int hash = entry.event().source().hashCode();
      shares.get(Math.floorMod(hash ^ (hash >>> 16), count)).add(entry);
    }
    shares.removeIf(List::isEmpty);
    return shares;
  }

  private void write(List<Entry> batch, PlaceMover mover) throws InterruptedException {
    try {
      insert(batch, mover);
    } catch (RuntimeException e) {
      siftInSlices(batch, requireRefusal(e), mover);
    }
  }

  /** Closing waits for the others, whatever became of one. */
  private void writeAtOnce(List<List<Entry>> shares) throws InterruptedException {
    List<Future<Stored>> others = new ArrayList<>();
    PlaceMover held = place.held();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (List<Entry> share : shares.subList(1, shares.size())) {
        others.add(threads.submit(() -> store(events(share), held.to(share.getLast().next()))));
      }
      write(shares.getFirst(), held);
    }
    for (int i = 0; i < others.size(); i++) {
      List<Entry> share = shares.get(i + 1);
      try {
        note(share, others.get(i).get(), held);
      } catch (ExecutionException e) {
        RuntimeException failure =
            e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        siftInSlices(share, requireRefusal(failure), held);
      }
    }
  }

  /** Where all events are bad each costs statements of half of what is searched, on average. */
  private void siftInSlices(List<Entry> batch, RuntimeException refusal, PlaceMover mover)
      throws InterruptedException {
    if (batch.size() <= SLICE) {
      sift(batch, refusal, mover);
      return;
    }
    for (int from = 0; from < batch.size(); from += SLICE) {
      List<Entry> slice = batch.subList(from, Math.min(from + SLICE, batch.size()));
      try {
        insert(slice, mover);
      } catch (RuntimeException e) {
        sift(slice, requireRefusal(e), mover);
      }
    }
  }

  private void sift(List<Entry> batch, RuntimeException refusal, PlaceMover mover)
      throws InterruptedException {
    int set = 0;
    int from = 0;
    RuntimeException latest = refusal;
    while (from < batch.size()) {
      // Refused as a whole, with the latest refusal: batch from here to its end.
      int low = from;
      int high = batch.size();
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        try {
          insert(batch.subList(low, middle), mover);
          low = middle;
        } catch (RuntimeException e) {
          latest = requireRefusal(e);
          high = middle;
        }
      }
      setAside(batch.get(low), latest, ++set);
      mover.move(batch.get(low).next());
      from = low + 1;
      if (from < batch.size()) {
        try {
          insert(batch.subList(from, batch.size()), mover);
          from = batch.size();
        } catch (RuntimeException e) {
          latest = requireRefusal(e);
        }
      }
    }
  }

  private RuntimeException requireRefusal(RuntimeException failure) {
    if (database.kindOf(failure) != FailureKind.DATA) {
      throw failure;
    }
    return failure;
  }

  private void setAside(Entry bad, RuntimeException refusal, int count) {
    reader.deadLetter(
        bad.event(), StoreProblems.refusedByDatabase(DatabaseFailures.words(refusal)));
    meters.setAside();
    // One line a batch: a producer gone wrong must not fill the log.
    LOG.log(
        count == 1 ? Level.WARNING : Level.DEBUG,
        "Set aside {0}: {1}. The others are stored; {2} set aside since the start",
        bad.event(),
        DatabaseFailures.words(refusal),
        meters.setAsideCount());
  }

  /** Everything before it is stored; the row of its source and id stays as it is. */
  private void setAsideConflict(Entry other) {
    reader.deadLetter(other.event(), StoreProblems.idTaken(other.event(), 1));
    meters.setAside();
    conflicts.add(other.event(), clock.instant());
  }

  private void insert(List<Entry> entries, PlaceMover mover) throws InterruptedException {
    Position next = entries.getLast().next();
    Stored stored = store(events(entries), mover.to(next));
    if (stored.result().conflicts().isEmpty()) {
      mover.moved(next);
    }
    note(entries, stored, mover);
    mover.move(next);
  }

  /** Counts what was stored, and sets aside what was not. */
  private void note(List<Entry> entries, Stored stored, PlaceMover mover) {
    meters.committed(events(entries), stored.result(), stored.took(), clock.instant());
    for (int i : stored.result().conflicts()) {
      setAsideConflict(entries.get(i));
      mover.move(entries.get(i).next());
    }
  }

  private static List<Event> events(List<Entry> entries) {
    return entries.stream().map(Entry::event).toList();
  }

  /** Safe for use by several threads. */
  private Stored store(List<Event> events, PlaceMove move) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      long start = ticker.getAsLong();
      try {
        InsertResult done = table.insert(events, move);
        return new Stored(done, Duration.ofNanos(ticker.getAsLong() - start));
      } catch (RuntimeException e) {
        if (attempt > retries || database.kindOf(e) != FailureKind.TRANSIENT) {
          throw e;
        }
        LOG.log(
            Level.INFO,
            "Retrying database operation (attempt {0}/{1})... {2}",
            attempt,
            retries,
            DatabaseFailures.words(e));
        sleep.sleep(FIRST_RETRY.toNanos() << (attempt - 1));
      }
    }
  }
}
