package dev.holdfast.database.pool;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One borrowed connection, from the time it leaves the pool until it is closed. */
public final class Checkout {
  private final EvictableConnection pooled;
  private final Connection connection;
  private final String borrower;
  private final String thread;
  private final long since;
  private @Nullable CallSite origin;
  private @Nullable Statement running;
  private long runningSince;
  private volatile @Nullable WeakReference<Connection> tracked;
  private boolean unlimited;
  private boolean leaked;
  private volatile boolean inDoubt;

  Checkout(EvictableConnection pooled, CallSite origin, long since) {
    this.pooled = pooled;
    this.connection = pooled.connection();
    this.borrower = origin.name();
    this.thread = origin.thread();
    this.origin = origin;
    this.since = since;
  }

  Connection connection() {
    return connection;
  }

  /**
   * Whether a transaction is open on it is not known any more: a begin, a commit or a rollback has
   * failed, or the borrower began one past the driver. Drivers go by what they have sent, not by
   * what came of it, and the next borrower would work without a transaction, or in a broken one.
   */
  void doubt() {
    inDoubt = true;
  }

  /**
   * To be called before the connection goes back: ends a transaction that was left open, and gives
   * the connection up when its state is in doubt.
   */
  void settle() {
    try {
      if (!inDoubt && !connection.isClosed() && !connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      inDoubt = true;
    }
    if (inDoubt) {
      pooled.evict().run();
    }
  }

  /** The plugin, or the thread. */
  String borrower() {
    return borrower;
  }

  String thread() {
    return thread;
  }

  Duration age(long now) {
    return Duration.ofNanos(now - since);
  }

  /** For work that takes as long as it takes, such as a migration. */
  public synchronized void withoutLimit() {
    unlimited = true;
  }

  synchronized void began(Statement statement, long now) {
    running = statement;
    runningSince = now;
  }

  synchronized void ended() {
    running = null;
  }

  /**
   * Cancels the statement when it has run for longer than this. Under the lock, so that it never
   * hits the one that follows; the driver only sets a flag.
   */
  synchronized void limit(Duration longest, long now) throws SQLException {
    Statement statement = running;
    if (statement != null && !unlimited && now - runningSince >= longest.toNanos()) {
      running = null;
      statement.cancel();
    }
  }

  /**
   * Whether it has become a leak with this look; only once. From then on the frames are forgotten,
   * which hold the borrower's class loader.
   *
   * @return where it was borrowed
   */
  synchronized @Nullable CallSite leaks(Duration after, long now) {
    if (leaked || unlimited || now - since < after.toNanos()) {
      return null;
    }
    leaked = true;
    CallSite from = origin;
    origin = null;
    return from;
  }

  synchronized boolean leaked() {
    return leaked;
  }

  /** What the borrower holds; only weakly held here. */
  void tracked(Connection proxy) {
    tracked = new WeakReference<>(proxy);
  }

  /** Nobody can return it any more, for nobody has it. */
  boolean abandoned() {
    WeakReference<Connection> proxy = tracked;
    return proxy != null && proxy.refersTo(null);
  }

  /** For people: {@code event-store, thread x, for 61 s}. */
  String words(long now) {
    return borrower
        + (borrower.equals(thread) ? "" : ", thread " + thread)
        + ", for "
        + TimeUnit.NANOSECONDS.toSeconds(now - since)
        + " s";
  }
}
