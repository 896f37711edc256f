package dev.holdfast.database.pool;

import com.zaxxer.hikari.HikariConfig;
import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.FailureKinds;
import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.Problem;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pool that DbClient sees: always the same object, while the HikariCP pool behind it is given
 * up as a whole when the database goes away and replaced by a fresh one when it is back. HikariCP
 * alone needs up to 5 s after a long outage, since its own backoff doubles that far.
 *
 * <p>While the pool is shut, borrowers fail at once. While it is open they wait in slices of a
 * second, so that waiting borrowers notice an outage and move on to a fresh pool.
 */
public final class SwappablePool implements JdbcConnectionPool, AutoCloseable {
  /** The value of the label {@code pool} of the meters, and the start of HikariCP's log lines. */
  static final String NAME = "holdfast";

  private static final String TOO_MANY_STATE = "53300";
  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final Duration VALIDATION = Duration.ofMillis(500);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(15);

  private final Target target;
  private final DatabaseConfig.Pool settings;
  private final PoolMeters meters;
  private final Checkouts checkouts;
  private final LongSupplier ticker;
  private final Duration retryAfter;
  private volatile PoolInstance.DeadConnectionListener deadConnections = (instance, failure) -> {};
  private final Set<Thread> closers = ConcurrentHashMap.newKeySet();
  private volatile Behind behind;

  /** What stands behind this object now. */
  private sealed interface Behind {}

  private record Open(PoolInstance instance) implements Behind {}

  private record Shut(Problem problem, @Nullable Throwable cause) implements Behind {}

  /** Creates a pool that is shut. */
  public SwappablePool(
      Target target,
      DatabaseConfig config,
      PoolMeters meters,
      Housekeeping housekeeping,
      LongSupplier ticker) {
    this.target = target;
    this.settings = config.pool();
    this.retryAfter = config.probe().whileDown();
    this.meters = meters;
    this.checkouts = housekeeping.checkouts();
    this.ticker = ticker;
    this.behind = new Shut(DatabaseProblems.notYet(target.location()), null);
  }

  /** Who is told when a borrower meets a dead connection. */
  public void tell(PoolInstance.DeadConnectionListener listener) {
    deadConnections = listener;
  }

  @Override
  public Connection connection() {
    return checkouts.checkOut(() -> free(settings.borrowTimeout()));
  }

  /** The same pool for those who would rather fail than wait for longer than this. */
  public JdbcConnectionPool within(Duration limit) {
    return new JdbcConnectionPool() {
      @Override
      public Connection connection() {
        return checkouts.checkOut(() -> free(limit));
      }

      @Override
      public String dbType() {
        return SwappablePool.this.dbType();
      }
    };
  }

  private EvictableConnection free(Duration limit) {
    long start = ticker.getAsLong();
    while (true) {
      Behind now = behind;
      if (now instanceof Shut shut) {
        throw new DatabaseUnavailable(shut.problem(), retryAfter, shut.cause());
      }
      EvictableConnection pooled = borrow(((Open) now).instance(), now, start, limit);
      if (pooled != null) {
        meters.acquired(ticker.getAsLong() - start);
        return pooled;
      }
    }
  }

  /** Null when the slice was in vain, or the pool was swapped meanwhile. */
  private @Nullable EvictableConnection borrow(
      PoolInstance instance, Behind asked, long start, Duration limit) {
    try {
      return instance.checkOut();
    } catch (SQLTransientConnectionException e) {
      Throwable cause = e.getCause();
      if (cause != null && isDead(cause)) {
        deadConnections.met(instance, cause);
      }
      if (ticker.getAsLong() - start < limit.toNanos()) {
        return null;
      }
      meters.timedOut();
      throw new DatabaseUnavailable(
          DatabaseProblems.noneFree("waited " + limit.toSeconds() + " s; " + meters.figures()),
          retryAfter,
          e);
    } catch (SQLException e) {
      if (!behind.equals(asked)) {
        return null;
      }
      throw new DatabaseUnavailable(
          DatabaseProblems.unreachable(target.location(), String.valueOf(e.getMessage())),
          retryAfter,
          e);
    }
  }

  /** That no connection is left for us says nothing about those that we have. */
  private boolean isDead(Throwable failure) {
    return failure instanceof SQLException sql
        && !TOO_MANY_STATE.equals(sql.getSQLState())
        && FailureKinds.of(sql, target.dialect()) == FailureKind.CONNECTION;
  }

  /**
   * Makes a fresh pool and waits for its first connection.
   *
   * @throws SQLException it can make none
   */
  public PoolInstance prepare(Duration limit) throws SQLException {
    PoolInstance fresh = new PoolInstance(target, hikari(), deadConnections);
    try {
      fresh.awaitFirst((int) Math.max(1, limit.dividedBy(SLICE)));
      return fresh;
    } catch (SQLException | RuntimeException e) {
      closeInBackground(fresh);
      throw e;
    }
  }

  /** Puts a fresh pool in place. */
  public void open(PoolInstance fresh) {
    replace(new Open(fresh));
  }

  /** Whether this one is in place, or one that has been given up. */
  public boolean holds(PoolInstance instance) {
    return behind instanceof Open open && open.instance() == instance;
  }

  /** Gives the pool up: connections in use are aborted in the background. */
  public void shut(Problem problem, @Nullable Throwable cause) {
    replace(new Shut(problem, cause));
    meters.none();
  }

  private synchronized void replace(Behind next) {
    Behind before = behind;
    behind = next;
    if (before instanceof Open open) {
      closeInBackground(open.instance());
    }
  }

  private void closeInBackground(PoolInstance instance) {
    closers.removeIf(closer -> !closer.isAlive());
    closers.add(Thread.ofPlatform().daemon().name("holdfast-pool-closer").start(instance::abandon));
  }

  private HikariConfig hikari() {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName(NAME);
    hikari.setMaximumPoolSize(settings.maxSize());
    hikari.setMinimumIdle(Math.min(settings.minIdle(), settings.maxSize()));
    hikari.setConnectionTimeout(SLICE.toMillis());
    hikari.setValidationTimeout(VALIDATION.toMillis());
    hikari.setIdleTimeout(settings.idleTimeout().toMillis());
    hikari.setKeepaliveTime(settings.keepalive().toMillis());
    hikari.setMaxLifetime(settings.maxLifetime().toMillis());
    hikari.setInitializationFailTimeout(-1);
    hikari.setMetricsTrackerFactory(meters);
    return hikari;
  }

  @Override
  public String dbType() {
    return "jdbc:" + target.product().toLowerCase(Locale.ROOT);
  }

  /** Closes every connection before it returns, or gives up after a time. */
  @Override
  public void close() throws InterruptedException {
    shut(DatabaseProblems.stopped(), null);
    for (Thread closer : closers) {
      closer.join(LONGEST_CLOSE);
    }
  }
}
