package dev.holdfast.database.pool;

import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Worker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the pool at an interval for leaks and waiters, and records its highest use. Each change is
 * reported once.
 */
final class PoolWatch implements Worker, AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** More names in one sentence nobody reads. */
  private static final int NAMED = 5;

  private final PluginContext context;
  private final Checkouts checkouts;
  private final HighWaterMarks marks;
  private final HighWaterMarksFile file;
  private final Duration busyAfter;
  private final LongSupplier ticker;
  private @Nullable Long waitingSince;
  private long nextWrite;
  private volatile Runnable onChange = () -> {};
  private boolean busyTold;
  private boolean leakTold;
  private volatile @Nullable Problem busy;
  private volatile @Nullable Problem leak;

  PoolWatch(
      PluginContext context,
      Checkouts checkouts,
      HighWaterMarks marks,
      HighWaterMarksFile file,
      Duration busyAfter,
      LongSupplier ticker) {
    this.context = context;
    this.checkouts = checkouts;
    this.marks = marks;
    this.file = file;
    this.busyAfter = busyAfter;
    this.ticker = ticker;
    this.nextWrite = ticker.getAsLong() + MINUTE;
  }

  /** What is run when health would answer otherwise than before; must not block. */
  void tell(Runnable listener) {
    onChange = listener;
  }

  @Override
  public void step() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(BEAT.toNanos());
    look();
  }

  /** One look. */
  void look() {
    long now = ticker.getAsLong();
    checkouts.patrol();
    lookForWaiters(now);
    lookForLeaks();
    marks.roll(now);
    if (now - nextWrite >= 0) {
      nextWrite = now + MINUTE;
      file.add(marks.sinceStart(), context.clock().instant());
    }
  }

  private void lookForWaiters(long now) {
    int waiting = checkouts.waiting();
    if (waiting == 0) {
      waitingSince = null;
      busy = null;
    } else {
      Long since = waitingSince == null ? Long.valueOf(now) : waitingSince;
      waitingSince = since;
      if (now - since >= busyAfter.toNanos()) {
        busy = DatabaseProblems.busy(figures(waiting, now - since));
      }
    }
    Problem found = busy;
    if (found != null && !busyTold) {
      LOG.log(Level.WARNING, found.sentence());
    } else if (found == null && busyTold) {
      LOG.log(Level.INFO, "No thread waits for a database connection any more");
    }
    busyTold = tell("database-pool-busy", found, busyTold);
  }

  /** Counted here: HikariCP's own figures are up to a second old. */
  private String figures(int waiting, long nanoseconds) {
    HighWaterMark mark = marks.sinceStart();
    return waiting
        + " waiting, the longest for "
        + TimeUnit.NANOSECONDS.toSeconds(nanoseconds)
        + " s; "
        + checkouts.count()
        + " lent; at most "
        + mark.active()
        + " and "
        + Math.max(mark.waiting(), waiting)
        + " waiting since the start";
  }

  private void lookForLeaks() {
    List<String> leaked = checkouts.leaked();
    String more = leaked.size() > NAMED ? "; and " + (leaked.size() - NAMED) + " more" : "";
    leak =
        leaked.isEmpty()
            ? null
            : DatabaseProblems.leak(
                String.join("; ", leaked.subList(0, Math.min(NAMED, leaked.size()))) + more);
    leakTold = tell("database-leak", leak, leakTold);
  }

  private boolean tell(String key, @Nullable Problem problem, boolean told) {
    if (problem != null && !told) {
      context.raise(new Alert(key, Alert.Severity.WARNING, problem));
    } else if (problem == null && told) {
      context.resolve(key);
    }
    if (problem != null != told) {
      onChange.run();
    }
    return problem != null;
  }

  /** Null as long as nobody waits for long. */
  @Nullable Problem busy() {
    return busy;
  }

  /** Null as long as nobody holds a connection for too long. */
  @Nullable Problem leak() {
    return leak;
  }

  /** After the worker has ended. */
  @Override
  public void close() {
    file.add(marks.sinceStart(), context.clock().instant());
  }
}
