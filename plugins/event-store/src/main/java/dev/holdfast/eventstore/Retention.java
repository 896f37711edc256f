package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.OldestRows;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.support.ClockLead;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Deletes rows by age and number, in small transactions with pauses between them, so that the
 * writer and other users of the disk never wait long. Nothing of the guarantees is touched: an
 * event that is sent again after its row has gone is a new one.
 */
final class Retention implements Job {
  /** On a slow disk, or a busy one, four fifths of the time are left to the others. */
  private static final int REST = 4;

  private static final Duration LIMIT = Duration.ofHours(1);

  /** A run that has so much to do ends by itself, so that nobody takes it for one that hangs. */
  private static final Duration ENOUGH = LIMIT.dividedBy(2);

  /** The figures of the report, one for each cap. */
  private static final String TOO_OLD = "tooOld";

  private static final String TOO_MANY = "tooMany";

  private final Database database;
  private final EventTable table;
  private final RetentionConfig config;
  private final Duration borrowTimeout;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final ClockLead lead;

  Retention(
      Database database,
      EventTable table,
      EventStoreConfig config,
      InstantSource clock,
      LongSupplier ticker) {
    this.database = database;
    this.table = table;
    this.config = config.retention();
    this.borrowTimeout = config.borrowTimeout();
    this.clock = clock;
    this.ticker = ticker;
    this.lead = new ClockLead(clock, ticker);
  }

  @Override
  public String name() {
    return "clean-up";
  }

  @Override
  public String schedule() {
    return "every 10 min";
  }

  @Override
  public Duration limit() {
    return LIMIT;
  }

  @Override
  public Duration jitter() {
    return Duration.ofSeconds(30);
  }

  /** One step of deleting. */
  private interface Step {
    /** Empty when nothing is left for it. */
    OptionalInt delete(int rows) throws SQLException;
  }

  @Override
  public Report run() throws SQLException, InterruptedException {
    if (config.keepsAll()) {
      return Report.of("every row is kept: event-store.retention has no limit");
    }
    if (!database.awaitAvailable(Duration.ZERO)) {
      return Report.of("the database is away; rows are removed when it is back");
    }
    database.migrate(StoreWorker.OWNER, table.migrations());
    Instant now = clock.instant();
    OldestRows rows =
        new OldestRows(database.client(borrowTimeout), table, now, now.minus(config.age()));
    long end = ticker.getAsLong() + ENOUGH.toNanos();
    Map<String, Long> removed = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    boolean wrongClock = !config.age().isZero() && lead.isTooLarge();
    String cap = TOO_OLD;
    try {
      if (!config.age().isZero() && !wrongClock) {
        remove(rows::deleteOld, end, cap, removed);
        words.add(removed.get(cap) + " rows older than " + config.age().toHours() + " h");
      }
      cap = TOO_MANY;
      if (config.rows() > 0) {
        long last = rows.lastBeyond(config.rows());
        rows.rewind();
        remove(most -> rows.delete(most, last), end, cap, removed);
        words.add(removed.get(cap) + " beyond " + config.rows());
      }
      if (ticker.getAsLong() - end >= 0) {
        words.add("so far, the rest at the next run");
      }
    } catch (SQLException | RuntimeException e) {
      if (!isPassing(e, removed.getOrDefault(cap, 0L))) {
        throw e;
      }
      words.add("the rest at the next run: " + DatabaseFailures.words(e));
    }
    if (wrongClock) {
      throw new ProblemException(StoreProblems.clockAhead(lead.now()));
    }
    return new Report("removed " + String.join(", ", words), removed);
  }

  /**
   * Whether the next run will get further. What is said to pass by itself does not when a cap got
   * nowhere by it: a statement that is cancelled at its time limit is so again at every run.
   */
  private boolean isPassing(Exception failure, long removed) {
    FailureKind kind = database.kindOf(failure);
    return kind == FailureKind.CONNECTION || (kind == FailureKind.TRANSIENT && removed > 0);
  }

  private void remove(Step step, long end, String figure, Map<String, Long> removed)
      throws SQLException, InterruptedException {
    removed.put(figure, 0L);
    while (ticker.getAsLong() - end < 0) {
      long start = ticker.getAsLong();
      OptionalInt deleted = step.delete(config.chunk());
      if (deleted.isEmpty()) {
        return;
      }
      removed.merge(figure, (long) deleted.getAsInt(), Long::sum);
      long took = ticker.getAsLong() - start;
      TimeUnit.NANOSECONDS.sleep(Math.max(config.pause().toNanos(), REST * took));
    }
  }
}
