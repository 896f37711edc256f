package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.InsertResult;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Writes one batch to the table and moves the reader's place behind it.
 *
 * <p>When the database refuses the batch for what is in it, the first bad event is searched by
 * halving: what stands before it is stored on the way, it is set aside, and the rest is tried as a
 * whole. That takes at most log2(batch) + 1 further statements a bad event. An event whose source
 * and id belong to a row with other content is set aside, too: it was acknowledged, and no row can
 * hold it. The place moves in the transaction that stores the events, and follows each finding, so
 * that a crash does not set the same event aside twice.
 */
final class BatchWriter {
  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final int SLICE = 500;
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);

  private final JournalReader reader;
  private final StorePlace place;
  private final Database database;
  private final EventTable table;
  private final StoreMeters meters;
  private final IdConflicts conflicts;
  private final int retries;
  private final InstantSource clock;
  private final LongSupplier ticker;

  BatchWriter(
      JournalReader reader,
      StorePlace place,
      Database database,
      EventTable table,
      StoreMeters meters,
      IdConflicts conflicts,
      int retries,
      InstantSource clock,
      LongSupplier ticker) {
    this.reader = reader;
    this.place = place;
    this.database = database;
    this.table = table;
    this.meters = meters;
    this.conflicts = conflicts;
    this.retries = retries;
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Stores the batch, but for what the database refuses, which is set aside.
   *
   * @throws RuntimeException anything but a refusal: everything behind the reader's place is to be
   *     read again
   */
  void write(List<Entry> batch) throws InterruptedException {
    try {
      insert(batch);
    } catch (RuntimeException e) {
      if (database.kindOf(e) != FailureKind.DATA) {
        throw e;
      }
      siftInSlices(batch, e);
    }
    place.move(batch.getLast().next());
  }

  /** Where all events are bad each costs statements of half of what is searched, on average. */
  private void siftInSlices(List<Entry> batch, RuntimeException refusal)
      throws InterruptedException {
    if (batch.size() <= SLICE) {
      sift(batch, refusal);
      return;
    }
    for (int from = 0; from < batch.size(); from += SLICE) {
      List<Entry> slice = batch.subList(from, Math.min(from + SLICE, batch.size()));
      try {
        insert(slice);
      } catch (RuntimeException e) {
        sift(slice, requireRefusal(e));
      }
    }
  }

  private void sift(List<Entry> batch, RuntimeException refusal) throws InterruptedException {
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
          insert(batch.subList(low, middle));
          low = middle;
        } catch (RuntimeException e) {
          latest = requireRefusal(e);
          high = middle;
        }
      }
      setAside(batch.get(low), latest, ++set);
      from = low + 1;
      if (from < batch.size()) {
        try {
          insert(batch.subList(from, batch.size()));
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
    place.move(bad.next());
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
    place.move(other.next());
    meters.setAside();
    conflicts.add(other.event(), clock.instant());
  }

  private void insert(List<Entry> entries) throws InterruptedException {
    List<Event> events = entries.stream().map(Entry::event).toList();
    for (int attempt = 1; ; attempt++) {
      long start = ticker.getAsLong();
      try {
        Position next = entries.getLast().next();
        InsertResult done = table.insert(events, place.to(next));
        if (done.conflicts().isEmpty()) {
          place.moved(next);
        }
        Duration took = Duration.ofNanos(ticker.getAsLong() - start);
        meters.committed(events, done, took, clock.instant());
        done.conflicts().forEach(i -> setAsideConflict(entries.get(i)));
        place.move(next);
        return;
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
        TimeUnit.NANOSECONDS.sleep(FIRST_RETRY.toNanos() << (attempt - 1));
      }
    }
  }
}
