package dev.holdfast.simulator.life;

import dev.holdfast.eventstore.EventStoreConfig;
import dev.holdfast.eventstore.EventStorePlugin;
import dev.holdfast.eventstore.RetentionConfig;
import dev.holdfast.journal.SegmentedJournal;
import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.simulator.SimulatedClock;
import dev.holdfast.simulator.database.DatabaseFault;
import dev.holdfast.simulator.database.SimulatedDatabase;
import dev.holdfast.simulator.disk.Crash;
import dev.holdfast.simulator.disk.SimulatedDisk;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.Worker;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The event store of a life: the plugin as it is shipped, stepped by hand, over all lives of the
 * process.
 */
final class SimulatedStore {
  private static final String WORKER = "store";

  /** A restored database is told for some time, also when all is stored again at once. */
  private static final Duration SHOWN = Duration.ofMinutes(2);

  private static final String RESTORED = "database-restored";
  private static final String LOST = "journal-restored";
  private static final String MISSING = "events-missing";
  private static final String STOPPED = "storing-stopped";
  private static final DatabaseFault[] SOON = {
    DatabaseFault.CONNECTION_LOST,
    DatabaseFault.COMMIT_IN_DOUBT,
    DatabaseFault.CONFLICT,
    DatabaseFault.READ_ONLY,
    DatabaseFault.FULL,
    DatabaseFault.SLOW
  };
  private static final int MOST_STEPS = 1000;

  /** A second each: longer than any pause, and then it looks whether the database is the same. */
  private static final int IDLE = 15;

  private final SimulatedClock clock;
  private final SimulatedDatabase database;
  private final PromiseLedger ledger;
  private final RowLedger stored;
  private final LongSupplier diskHits;
  private final Bug bug;
  private final EventStoreConfig config;
  private @Nullable Open open;
  private boolean restored;
  private final Notice notice = new Notice();
  private final Notice lastPlace = new Notice();

  /** In this process; a new start of the plugin does not notice it either. */
  private boolean restoredUnnoticed;

  /** After a restore some alarms are right, so in half of the lives there is none. */
  private final boolean restores;

  /** A start of the plugin, and how things stood then. */
  private record Open(
      WatchedJournal journal,
      EventStorePlugin plugin,
      StoreContext context,
      long place,
      int rows,
      long disturbances) {}

  /** A file that is replaced as a whole, which outlives the process. */
  private static final class Notice implements EventStorePlugin.KeptText {
    private Optional<String> content = Optional.empty();

    @Override
    public Optional<String> read() {
      return content;
    }

    @Override
    public void write(String text) {
      content = Optional.of(text);
    }

    @Override
    public void delete() {
      content = Optional.empty();
    }
  }

  SimulatedStore(
      SimulatedClock clock,
      PromiseLedger ledger,
      SimulatedDisk disk,
      Bug bug,
      SplittableRandom random)
      throws SQLException {
    this.clock = clock;
    this.database = new SimulatedDatabase(clock, bug, SimulatedStore::requireExpected);
    this.ledger = ledger;
    this.stored = new RowLedger(ledger);
    this.diskHits = disk::hits;
    this.bug = bug;
    this.config = config(random);
    this.restores = random.nextBoolean();
  }

  /** A read never waits: the simulation decides when there is more. */
  private static EventStoreConfig config(SplittableRandom random) {
    int[] batches = {2, 7, 50};
    return new EventStoreConfig(
        batches[random.nextInt(batches.length)],
        new Size(random.nextBoolean() ? 1_000 : 1 << 20),
        1,
        List.of("source"),
        Duration.ZERO,
        random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(20),
        Duration.ofSeconds(5),
        random.nextInt(4),
        Duration.ofMillis(200),
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        Size.ofMebibytes(1),
        new RetentionConfig(Duration.ZERO, 0, 500, Duration.ZERO));
  }

  private Open open() {
    Open now = open;
    if (now == null) {
      throw new IllegalStateException("the store is not open");
    }
    return now;
  }

  void open(SegmentedJournal journal) throws SQLException {
    WatchedJournal watched = new WatchedJournal(journal, ledger, bug);
    long disturbances = disturbances();
    long reasons = reasonsToStop();
    StoreContext context =
        new StoreContext(
            config,
            clock,
            watched,
            database,
            bug,
            alert -> raised(watched, alert, reasonsToStop() > reasons));
    EventStorePlugin plugin =
        new EventStorePlugin(
            clock::nanos, nanos -> clock.advance(Duration.ofNanos(nanos)), notice, lastPlace);
    plugin.start(context);
    open = new Open(watched, plugin, context, watched.place(), database.rowCount(), disturbances);
  }

  /** The faults so far. */
  private long disturbances() {
    return database.disturbances() + diskHits.getAsLong();
  }

  /** Those of them that only a person can end, as far as the store can know. */
  private long reasonsToStop() {
    Map<DatabaseFault, Long> hits = database.hits();
    return diskHits.getAsLong()
        + hits.getOrDefault(DatabaseFault.FULL, 0L)
        + hits.getOrDefault(DatabaseFault.RESTORED, 0L)
        + hits.getOrDefault(DatabaseFault.RESTORED_UNNOTICED, 0L);
  }

  /** The store goes on after any failure, so one of its own would never be seen. */
  private static void requireExpected(Throwable failure) {
    if (!ExpectedFailures.isOne(failure)) {
      throw new BrokenPromise(Guarantee.RECOVERS, "the store fails by itself: " + failure, failure);
    }
  }

  /** The process is gone. */
  void lose() throws SQLException {
    open = null;
    restoredUnnoticed = false;
    database.endProcess();
  }

  /** Where the reader of the journal stands. */
  long place() {
    return open().journal.place();
  }

  private void raised(WatchedJournal journal, Alert alert, boolean hasReasonToStop) {
    switch (alert.key()) {
      case RESTORED -> {
        if (!restored) {
          throw new BrokenPromise(
              Guarantee.NO_FALSE_ALARM, "told without a cause: " + alert.problem().sentence());
        }
      }
      case MISSING -> {
        if (!restored) {
          throw new BrokenPromise(
              Guarantee.NO_FALSE_ALARM, "told without a cause: " + alert.problem().sentence());
        }
        stored.forgiveBefore(journal.start().offset());
      }
      case STOPPED -> {
        if (!hasReasonToStop && !restoredUnnoticed) {
          throw new BrokenPromise(
              Guarantee.NO_FALSE_ALARM, "told without a cause: " + alert.problem().sentence());
        }
      }
      // Nobody puts a journal back here: it has lost events, or the alarm is false.
      case LOST -> throw new BrokenPromise(Guarantee.DURABLE, alert.problem().sentence());
      default -> throw new BrokenPromise(Guarantee.NO_FALSE_ALARM, "an alert " + alert.key());
    }
  }

  /** So many rounds of the worker; a failure restarts the plugin, as the kernel does. */
  String step(SegmentedJournal journal, int rounds) throws Exception {
    long from = place();
    Worker worker = open().context.worker(WORKER);
    for (int i = 0; i < rounds; i++) {
      try {
        worker.step();
      } catch (RuntimeException e) {
        if (!ExpectedFailures.isOne(e) || disturbances() == open().disturbances) {
          throw e;
        }
        return "the store fails: " + e.getMessage() + "; " + restart(journal);
      }
    }
    return "the store goes from " + Long.toHexString(from) + " to " + Long.toHexString(place());
  }

  /** The plugin ends in order and starts again. */
  String restart(SegmentedJournal journal) throws Exception {
    close();
    open(journal);
    return "the store starts again";
  }

  /** The plugin ends in order. */
  void close() throws Exception {
    checkBalance();
    open().plugin.stop();
    open().context.release();
  }

  /** A fault comes at one of the next calls. */
  String faultSoon(SplittableRandom random) {
    DatabaseFault fault = SOON[random.nextInt(SOON.length)];
    int first = random.nextInt(8);
    int times = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
    database.fail(fault, first, times, random);
    return "database: " + fault + " comes " + times + " times, after " + first + " good calls";
  }

  /** The process ends at one of the next calls. */
  String crashSoon(Function<Crash.Kind, Crash> end, SplittableRandom random) {
    Crash.Kind kind = random.nextBoolean() ? Crash.Kind.KILL : Crash.Kind.POWER_CUT;
    int calls = random.nextInt(12);
    database.crashSoon(kind, calls, end, random);
    return kind + " comes at call " + calls + " of the database from now";
  }

  String goAway(int looks) throws SQLException {
    database.goAway(looks);
    return "the database is away for " + looks + " looks";
  }

  String copySoon(int commits) {
    database.copySoon(commits);
    return "somebody keeps a copy of the database behind " + commits + " more commits";
  }

  /** Somebody restores a copy. */
  String restore(SplittableRandom random) throws SQLException {
    if (!restores) {
      return "nobody restores a database in this life";
    }
    int copies = database.copies();
    int copy = random.nextInt(5) == 0 ? 0 : copies - 1 - random.nextInt(Math.min(3, copies));
    boolean noticed = random.nextBoolean();
    database.restore(copy, noticed);
    restored = true;
    restoredUnnoticed |= !noticed;
    return "somebody restores copy "
        + copy
        + " of the database, "
        + (noticed ? "and interrupts the connections" : "and no connection notices");
  }

  /** Without faults from now on all that waits is stored; then everything is compared. */
  String drain(SegmentedJournal journal) throws Exception {
    database.heal();
    Worker worker = open().context.worker(WORKER);
    int idle = 0;
    for (int steps = 0; idle < IDLE; steps++) {
      long before = place();
      worker.step();
      clock.advance(Duration.ofSeconds(1));
      idle = place() == before && ledger.behind(before) < 0 ? idle + 1 : 0;
      if (steps > MOST_STEPS) {
        throw new BrokenPromise(
            Guarantee.RECOVERS,
            "the store stays at " + Long.toHexString(place()) + ", though nothing fails");
      }
    }
    stored.check(database.rows(), journal.deadLetters(), true);
    checkBalance();
    clock.advance(SHOWN);
    worker.step();
    Set<String> standing = open().context.alerts().keySet();
    if (!Set.of(MISSING).containsAll(standing)) {
      throw new BrokenPromise(
          Guarantee.NO_FALSE_ALARM, "these alerts stand, though all is well: " + standing);
    }
    return "stores all that waits, to " + Long.toHexString(place());
  }

  /** Compares the rows and the dead letters with what was promised so far. */
  void check(SegmentedJournal journal) throws IOException, SQLException {
    stored.check(database.rows(), journal.deadLetters(), false);
  }

  /** Of one start of the plugin, if nothing failed meanwhile. */
  private void checkBalance() throws SQLException {
    Open now = open();
    if (now.journal.isRewound() || disturbances() > now.disturbances) {
      return;
    }
    StoreContext.Counts counts = now.context.counts();
    long passed = ledger.seenBetween(now.place, place());
    long rows = (long) database.rowCount() - now.rows;
    if (counts.all() != passed || counts.stored() != rows) {
      throw new BrokenPromise(
          Guarantee.BALANCED,
          passed
              + " events were read and "
              + rows
              + " became rows, but the store counts "
              + counts);
    }
  }

  /** The rows at the moment. */
  int rows() throws SQLException {
    return database.rowCount();
  }

  /** The life is over. */
  void discard(LifeFigures figures) {
    figures.faults("DATABASE_", database.hits());
    database.close();
  }
}
