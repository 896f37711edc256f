package dev.holdfast.eventstore;

import dev.holdfast.spi.Database;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.Job;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Deletes rows that are too old or too many, in small transactions with pauses between, so that the
 * writer, and whoever waits for the disk, is never behind it for long. Nothing of the guarantees is
 * touched: an event that is sent again after its row has gone is a new one.
 */
final class Retention implements Job {
  /** On a slow disk, or a busy one, four fifths of the time are left to the others. */
  private static final int REST = 4;

  private final Database database;
  private final EventTable table;
  private final RetentionConfig config;
  private final Duration borrowTimeout;
  private final InstantSource clock;
  private final LongSupplier ticker;

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
    return Duration.ofHours(1);
  }

  @Override
  public Duration jitter() {
    return Duration.ofSeconds(30);
  }

  /** One step of deleting. */
  private interface Step {
    int delete(int rows) throws SQLException;
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
    Instant before = clock.instant().minus(config.age());
    OldestRows rows = new OldestRows(database.client(borrowTimeout), table, before);
    Map<String, Long> removed = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    try {
      if (!config.age().isZero()) {
        remove(rows::deleteOld, Long.MAX_VALUE, "tooOld", removed);
        words.add(removed.get("tooOld") + " rows older than " + config.age().toHours() + " h");
      }
      if (config.rows() > 0) {
        remove(rows::delete, rows.count() - config.rows(), "tooMany", removed);
        words.add(removed.get("tooMany") + " beyond " + config.rows());
      }
    } catch (SQLException | RuntimeException e) {
      FailureKind kind = database.kindOf(e);
      if (kind != FailureKind.CONNECTION && kind != FailureKind.TRANSIENT) {
        throw e;
      }
      words.add("the rest at the next run: " + Causes.words(e));
    }
    return new Report("removed " + String.join(", ", words), removed);
  }

  private void remove(Step step, long most, String figure, Map<String, Long> removed)
      throws SQLException, InterruptedException {
    long left = most;
    removed.put(figure, 0L);
    while (left > 0) {
      long start = ticker.getAsLong();
      int deleted = step.delete((int) Math.min(config.chunk(), left));
      if (deleted == 0) {
        return;
      }
      left -= deleted;
      removed.merge(figure, (long) deleted, Long::sum);
      long took = ticker.getAsLong() - start;
      TimeUnit.NANOSECONDS.sleep(Math.max(config.pause().toNanos(), REST * took));
    }
  }
}
