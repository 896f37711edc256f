package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.IndexedColumn;
import dev.holdfast.eventstore.table.TableUpgrade;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Worker;
import dev.holdfast.spi.support.Backoff;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a table of an earlier version to this one, and its indexes to those that are configured,
 * beside the writer. A step takes about a fortieth of a second, and the pause behind it as long as
 * the step, so that half of the time is left to the writer and to readers. A longer step writes so
 * much to the disk at once that the journal's fsync, and so each producer, waits for it.
 */
final class UpgradeWorker implements Worker {
  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final Duration STEP = Duration.ofMillis(25);
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
  private static final int MOST_ROWS = 5000;

  private final Database database;
  private final EventTable table;
  private final TableUpgrade upgrade;
  private final LongSupplier ticker;
  private final Backoff waits = Backoff.doubling(LONGEST_SLEEP, Duration.ofMinutes(1));
  private int rows = 100;
  private int failures;
  private long resume;
  private boolean told;
  private volatile @Nullable String progress;

  UpgradeWorker(
      Database database, EventTable table, Set<IndexedColumn> indexes, LongSupplier ticker) {
    this.database = database;
    this.table = table;
    this.upgrade = table.upgrade(indexes);
    this.ticker = ticker;
    this.resume = ticker.getAsLong();
  }

  /** What remains to be done, or why it cannot be done now; empty when all is done. */
  Optional<String> progress() {
    return Optional.ofNullable(progress);
  }

  @Override
  public void step() throws InterruptedException {
    long wait = resume - ticker.getAsLong();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(Math.min(wait, LONGEST_SLEEP.toNanos()));
      return;
    }
    if (!database.awaitAvailable(LONGEST_SLEEP)) {
      return;
    }
    try {
      database.migrate(StoreWorker.OWNER, table.migrations());
      work();
      failures = 0;
    } catch (SQLException | RuntimeException e) {
      failures++;
      resume = ticker.getAsLong() + waits.after(failures).toNanos();
      if (progress != null) {
        progress = "the upgrade of the table event waits: " + DatabaseFailures.words(e);
        LOG.log(failures == 1 ? Level.WARNING : Level.DEBUG, progress);
      }
    }
  }

  private void work() throws SQLException {
    long start = ticker.getAsLong();
    Optional<TableUpgrade.Remaining> remaining = upgrade.step(rows);
    long took = ticker.getAsLong() - start;
    resume = start + 2 * took;
    if (took > 2 * STEP.toNanos()) {
      rows = Math.max(1, rows / 2);
    } else if (took < STEP.toNanos()) {
      rows = Math.min(MOST_ROWS, rows * 2);
    }
    progress = remaining.map(TableUpgrade.Remaining::toString).orElse(null);
    if (remaining.isEmpty()) {
      // Another database may come in its place, and that one of an earlier version.
      resume = start + LOOK_AGAIN.toNanos();
      if (told) {
        told = false;
        LOG.log(Level.INFO, "The table event is upgraded");
      }
    } else if (!told && remaining.get().rows() > 0) {
      told = true;
      LOG.log(Level.INFO, "Upgrading the table event beside its use; {0}", progress);
    }
  }
}
