package dev.holdfast.database.pool;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import io.helidon.metrics.api.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tracks who holds which connection, and since when. A connection that is held too long is a leak:
 * it is logged once, with the plugin and the method that borrowed it, and again when it is
 * returned. A connection that its borrower can no longer return, because the plugin was stopped and
 * collected, is taken back.
 *
 * <p>HikariCP's own detection stays off: it names a thread, never a plugin.
 */
final class Checkouts {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");

  private final DatabaseConfig.Pool settings;
  private final Duration statementLimit;
  private final StatementTimes statements;
  private final HighWaterMarks marks;
  private final LongSupplier ticker;
  private final Counter leaks;
  private final AtomicInteger wanted = new AtomicInteger();
  private final Set<Checkout> open = ConcurrentHashMap.newKeySet();

  /**
   * Creates one.
   *
   * @param statementLimit statements that run longer are cancelled from here; zero for none
   */
  Checkouts(
      PluginContext context,
      DatabaseConfig.Pool settings,
      Duration statementLimit,
      StatementTimes statements,
      HighWaterMarks marks,
      LongSupplier ticker) {
    this.settings = settings;
    this.statementLimit = statementLimit;
    this.statements = statements;
    this.marks = marks;
    this.ticker = ticker;
    this.leaks =
        context.meter(
            Counter.builder("holdfast_database_leaks_total")
                .description("Connections that were held for longer than pool.leak-after"));
  }

  /**
   * Hands on what the pool gives.
   *
   * @throws DatabaseUnavailable the pool gives none
   */
  Connection checkOut(Supplier<EvictableConnection> pool) {
    int demand = wanted.incrementAndGet();
    EvictableConnection pooled = taken(pool, demand);
    Checkout checkout = new Checkout(pooled, callSite(), ticker.getAsLong());
    Connection tracked = TrackedConnection.of(this, checkout, statements);
    checkout.tracked(tracked);
    open.add(checkout);
    note(demand);
    return tracked;
  }

  private EvictableConnection taken(Supplier<EvictableConnection> pool, int demand) {
    try {
      return pool.get();
    } catch (RuntimeException e) {
      // While the database is away nobody waits, and a crowd that is turned away is no need.
      if (e instanceof DatabaseUnavailable away
          && away.problem().code().equals(DatabaseProblems.NONE_FREE)) {
        note(demand);
      }
      wanted.decrementAndGet();
      throw e;
    }
  }

  private CallSite callSite() {
    CallSite here = CallSite.here();
    return settings.leakAfter().isZero() ? here.withoutFrames() : here;
  }

  private void note(int demand) {
    marks.note(Math.min(demand, settings.maxSize()), Math.max(0, demand - settings.maxSize()));
  }

  /** Connections in somebody's hands. */
  int count() {
    return open.size();
  }

  /** Threads that want a connection beyond those that the pool may have. */
  int waiting() {
    return Math.max(0, wanted.get() - settings.maxSize());
  }

  /** The borrower closed it. */
  void returned(Checkout checkout) {
    if (open.remove(checkout)) {
      wanted.decrementAndGet();
      if (checkout.leaked()) {
        LOG.log(
            Level.INFO,
            "The connection that {0} held too long was returned after {1} s",
            checkout.borrower(),
            seconds(checkout.age(ticker.getAsLong())));
      }
    }
  }

  /** Looks at every checkout; to be called about once a second. */
  void patrol() {
    long now = ticker.getAsLong();
    for (Checkout checkout : open) {
      try {
        look(checkout, now);
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "a lent connection cannot be looked at: {0}", e.getMessage());
      }
    }
  }

  private void look(Checkout checkout, long now) throws SQLException {
    if (checkout.connection().isClosed()) {
      // Around our back, by way of a result's statement.
      returned(checkout);
      return;
    }
    if (!statementLimit.isZero()) {
      checkout.limit(statementLimit, now);
    }
    CallSite origin =
        settings.leakAfter().isZero() ? null : checkout.leaks(settings.leakAfter(), now);
    if (origin != null) {
      leaks.increment();
      Problem leak = DatabaseProblems.leak(checkout.words(now));
      LOG.log(
          Level.WARNING,
          "{0}. It was borrowed here:\n\tat {1}",
          leak.sentence(),
          String.join("\n\tat ", origin.stack()));
    }
    if (checkout.leaked() && checkout.abandoned()) {
      LOG.log(
          Level.WARNING,
          "Takes back the connection that {0} lost without closing it",
          checkout.borrower());
      try {
        checkout.doubt(); // Somebody lost it in the middle of whatever was under way.
        checkout.settle();
        checkout.connection().close();
      } finally {
        returned(checkout);
      }
    }
  }

  /** The connections that are held too long now, the longest first, in words. */
  List<String> leaked() {
    long now = ticker.getAsLong();
    return open.stream()
        .filter(Checkout::leaked)
        .sorted(Comparator.comparing((Checkout checkout) -> checkout.age(now)).reversed())
        .map(checkout -> checkout.words(now))
        .toList();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}
