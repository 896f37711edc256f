package dev.holdfast.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
 * <p>While it is shut borrowers fail at once. While it is open they wait in slices of a second, so
 * that those who wait already learn of an outage, and move on to a fresh pool.
 */
final class SwappablePool implements JdbcConnectionPool, AutoCloseable {
  /** The value of the label {@code pool} of the meters, and the start of HikariCP's log lines. */
  static final String NAME = "holdfast";

  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final Duration VALIDATION = Duration.ofMillis(500);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(15);

  private final Target target;
  private final DatabaseConfig.Pool settings;
  private final PoolMeters meters;
  private final LongSupplier ticker;
  private final Duration retryAfter;
  private final Runnable onDead;
  private final Set<Thread> closers = ConcurrentHashMap.newKeySet();
  private volatile Behind behind;

  /** What stands behind this object now. */
  private sealed interface Behind {}

  private record Open(HikariDataSource source) implements Behind {}

  private record Shut(Problem problem, @Nullable Throwable cause) implements Behind {}

  /**
   * Creates a pool that is shut.
   *
   * @param onDead told when a borrower meets a dead connection; must not block
   */
  SwappablePool(
      Target target,
      DatabaseConfig config,
      PoolMeters meters,
      LongSupplier ticker,
      Runnable onDead) {
    this.target = target;
    this.settings = config.pool();
    this.retryAfter = config.probe().whileDown();
    this.meters = meters;
    this.ticker = ticker;
    this.onDead = onDead;
    this.behind = new Shut(DatabaseProblems.notYet(target.place()), null);
  }

  @Override
  public Connection connection() {
    long start = ticker.getAsLong();
    while (true) {
      Behind now = behind;
      if (now instanceof Shut shut) {
        throw new DatabaseUnavailable(shut.problem(), retryAfter, shut.cause());
      }
      Connection connection = borrow(((Open) now).source(), now, start);
      if (connection != null) {
        meters.acquired(ticker.getAsLong() - start);
        return connection;
      }
    }
  }

  /** Null when the slice was in vain, or the pool was swapped meanwhile. */
  private @Nullable Connection borrow(HikariDataSource source, Behind asked, long start) {
    try {
      return source.getConnection();
    } catch (SQLTransientConnectionException e) {
      if (e.getCause() instanceof SQLException) {
        onDead.run();
      }
      if (ticker.getAsLong() - start < settings.borrowTimeout().toNanos()) {
        return null;
      }
      meters.timedOut();
      throw new DatabaseUnavailable(
          DatabaseProblems.noneFree(
              "waited " + settings.borrowTimeout().toSeconds() + " s; " + meters.figures()),
          retryAfter,
          e);
    } catch (SQLException e) {
      if (!behind.equals(asked)) {
        return null;
      }
      throw new DatabaseUnavailable(
          DatabaseProblems.unreachable(target.place(), String.valueOf(e.getMessage())),
          retryAfter,
          e);
    }
  }

  /** Puts a fresh pool in place, which is empty and fills itself. */
  void open() {
    replace(new Open(new HikariDataSource(hikari())));
  }

  /** Gives the pool up: connections in use are aborted in the background. */
  void shut(Problem problem, @Nullable Throwable cause) {
    replace(new Shut(problem, cause));
    meters.none();
  }

  private synchronized void replace(Behind next) {
    Behind before = behind;
    behind = next;
    if (before instanceof Open open) {
      closers.removeIf(closer -> !closer.isAlive());
      closers.add(
          Thread.ofPlatform().daemon().name("holdfast-pool-closer").start(open.source()::close));
    }
  }

  /** Throws away what is idle, and what is in use when it comes back: somebody met a dead one. */
  void refresh() {
    if (behind instanceof Open open && open.source().getHikariPoolMXBean() != null) {
      open.source().getHikariPoolMXBean().softEvictConnections();
    }
  }

  private HikariConfig hikari() {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName(NAME);
    hikari.setDataSource(new TargetDataSource(target));
    hikari.setMaximumPoolSize(settings.maxSize());
    hikari.setMinimumIdle(Math.min(settings.minIdle(), settings.maxSize()));
    hikari.setConnectionTimeout(SLICE.toMillis());
    hikari.setValidationTimeout(VALIDATION.toMillis());
    hikari.setIdleTimeout(settings.idleTimeout().toMillis());
    hikari.setKeepaliveTime(settings.keepalive().toMillis());
    hikari.setMaxLifetime(settings.maxLifetime().toMillis());
    hikari.setInitializationFailTimeout(-1);
    hikari.setMetricsTrackerFactory(meters);
    hikari.setExceptionOverride(new Evictions(target.dialect(), onDead));
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
