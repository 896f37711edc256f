package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.PlaceLost;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Worker;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.ReaderFenced;
import dev.holdfast.spi.support.Backoff;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop from the journal to the table: read, store, move the offset, in this order, so that an
 * event may be written twice, which the table turns into once, and none is skipped. The offset
 * moves in the transaction that stores (see {@link StorePlace}).
 *
 * <p>Only a refusal of the data sets an event aside (see {@link BatchWriter}). After any other
 * failure everything behind the offset is read again, later.
 */
final class StoreWorker implements Worker {
  /** Who owns the migrations. */
  static final String OWNER = "event-store";

  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final String ALERT = "storing-stopped";

  /** A shorter pause is not worth a line: there is one at every start, until the pool is open. */
  private static final Duration SILENT = Duration.ofSeconds(2);

  /** A step ends at least this often, for each end is a tick. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  private final PluginContext context;
  private final JournalReader reader;
  private final StorePlace place;
  private final Database database;
  private final EventTable table;
  private final BatchWriter writer;
  private final StoreMeters meters;
  private final EventStoreConfig config;
  private final Backoff waits;
  private final LongSupplier ticker;
  private final Sleep sleep;
  private long resume;
  private long paused;
  private boolean told;
  private boolean away;
  private int nextRead;
  private volatile StoreState state;
  private volatile @Nullable Instant lastCommit;
  private volatile @Nullable Instant oldestWaiting;

  StoreWorker(
      PluginContext context,
      JournalReader reader,
      StorePlace place,
      Database database,
      EventTable table,
      BatchWriter writer,
      StoreMeters meters,
      EventStoreConfig config,
      LongSupplier ticker,
      Sleep sleep) {
    this.context = context;
    this.reader = reader;
    this.place = place;
    this.database = database;
    this.table = table;
    this.writer = writer;
    this.meters = meters;
    this.config = config;
    this.waits = Backoff.doubling(config.firstWait(), config.longestWait());
    this.ticker = ticker;
    this.sleep = sleep;
    this.resume = ticker.getAsLong();
    this.nextRead = config.batchEvents();
    this.state = new StoreState.Storing(context.clock().instant());
  }

  StoreState state() {
    return state;
  }

  /** When the last batch was committed; null before the first one. */
  @Nullable Instant lastCommit() {
    return lastCommit;
  }

  /** When the oldest event was received that storing waits with; null while it does not wait. */
  @Nullable Instant oldestWaiting() {
    return oldestWaiting;
  }

  @Override
  public void step() throws InterruptedException {
    place.keepEnd();
    if (away) {
      // Asking nobody, and told at once when it is back.
      away = !database.awaitAvailable(LONGEST_SLEEP);
      if (away && oldestWaiting == null) {
        lookForOldest();
      }
      return;
    }
    long wait = resume - ticker.getAsLong();
    if (wait > 0) {
      sleep.sleep(Math.min(wait, LONGEST_SLEEP.toNanos()));
      return;
    }
    try {
      database.migrate(OWNER, table.migrations());
      place.open();
      int asked = nextRead;
      List<Entry> batch = reader.read(asked, config.readWait());
      reader.gap().ifPresent(place::skip);
      store(batch);
      if (batch.isEmpty() && !place.isThere()) {
        // Found by looking: nothing is written that would show it.
        place.close();
        return;
      }
      goOn();
      place.settle();
      if (!batch.isEmpty() && batch.size() < asked) {
        // All that waited is stored. A commit an event would take the disk from the journal, whose
        // fsync producers wait for; nobody waits for this one.
        resume = ticker.getAsLong() + config.fillWait().toNanos();
      }
    } catch (PlaceLost another) {
      LOG.log(Level.WARNING, "The database is not as it was left: {0}", another.getMessage());
      place.close();
    } catch (ReaderFenced another) {
      // A new start opens a reader of its own.
      throw another;
    } catch (RuntimeException e) {
      place.close();
      reader.seek(reader.place());
      pause(e);
      lookForOldest();
    }
  }

  /** In parts that do not exceed the size of a transaction. */
  private void store(List<Entry> batch) throws InterruptedException {
    long bytes = 0;
    int from = 0;
    long total = 0;
    for (int i = 0; i < batch.size(); i++) {
      long size = size(batch.get(i).event());
      total += size;
      if (i > from && bytes + size > config.batchSize().bytes()) {
        write(batch.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    if (from < batch.size()) {
      write(batch.subList(from, batch.size()));
      // Large events: read fewer of them at once, for all that is read is held in memory.
      long average = Math.max(1, total / batch.size());
      nextRead =
          Math.toIntExact(
              Math.clamp(config.batchSize().bytes() / average, 1, config.batchEvents()));
    }
  }

  private void write(List<Entry> part) throws InterruptedException {
    writer.write(part);
    lastCommit = context.clock().instant();
  }

  private static long size(Event event) {
    return (long) event.source().length()
        + event.id().length()
        + event.type().length()
        + event.attributes().length
        + event.data().length;
  }

  /** The event at the offset; the cursor is put back. */
  private void lookForOldest() throws InterruptedException {
    List<Entry> next = reader.read(1, Duration.ZERO);
    reader.seek(reader.place());
    oldestWaiting = next.isEmpty() ? null : next.getFirst().event().receivedAt();
  }

  private void goOn() {
    oldestWaiting = null;
    if (state instanceof StoreState.Waiting waiting) {
      LOG.log(
          told ? Level.INFO : Level.DEBUG,
          "Storing events resumed after {0} s and {1} failed attempts",
          Duration.ofNanos(ticker.getAsLong() - paused).toSeconds(),
          waiting.failures());
      told = false;
      context.resolve(ALERT);
      state = new StoreState.Storing(context.clock().instant());
    }
  }

  private void pause(RuntimeException failure) throws InterruptedException {
    meters.failed();
    FailureKind kind = database.kindOf(failure);
    boolean person = kind == FailureKind.CONFIGURATION || kind == FailureKind.BUG;
    Problem cause = database.explain(failure);
    Problem problem =
        person ? StoreProblems.needsPerson(cause) : StoreProblems.waiting(cause.sentence());
    long now = ticker.getAsLong();
    boolean news = true;
    int failures = 1;
    Instant since = context.clock().instant();
    if (state instanceof StoreState.Waiting before) {
      news = before.person() != person;
      failures = before.failures() + 1;
      since = before.since();
    } else {
      paused = now;
    }
    state = new StoreState.Waiting(since, problem, person, failures);
    // Where it is there, and only has nothing for us now, asking at once again would be a loop.
    away = DatabaseFailures.isUnavailable(failure) && !database.awaitAvailable(Duration.ZERO);
    resume = away ? now : now + waits.after(failures).toNanos();
    if (person && news) {
      told = true;
      stopped(problem, kind == FailureKind.BUG ? failure : null);
    } else if (!person && (news ? told : !told && now - paused >= SILENT.toNanos())) {
      told = true;
      LOG.log(Level.WARNING, problem.sentence());
      context.resolve(ALERT);
    }
  }

  private void stopped(Problem problem, @Nullable RuntimeException bug) {
    if (bug == null) {
      LOG.log(Level.ERROR, problem.sentence());
    } else {
      LOG.log(Level.ERROR, problem.sentence(), bug);
    }
    context.raise(new Alert(ALERT, Alert.Severity.CRITICAL, problem));
  }
}
