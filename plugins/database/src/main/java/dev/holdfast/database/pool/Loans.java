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
 * Knows who has which connection, and since when. One that is held too long is a leak: it is told
 * once, with the plugin and the place in its code, and again when it comes back. One that nobody
 * can return any more, because its plugin was stopped and collected, is taken back.
 *
 * <p>HikariCP's own detection stays off: it names a thread, never a plugin.
 */
final class Loans {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");

  private final DatabaseConfig.Pool settings;
  private final Duration statementLimit;
  private final Statements statements;
  private final Peaks peaks;
  private final LongSupplier ticker;
  private final Counter leaks;
  private final AtomicInteger wanted = new AtomicInteger();
  private final Set<Loan> open = ConcurrentHashMap.newKeySet();

  /**
   * Creates one.
   *
   * @param statementLimit statements that run longer are cancelled from here; zero for none
   */
  Loans(
      PluginContext context,
      DatabaseConfig.Pool settings,
      Duration statementLimit,
      Statements statements,
      Peaks peaks,
      LongSupplier ticker) {
    this.settings = settings;
    this.statementLimit = statementLimit;
    this.statements = statements;
    this.peaks = peaks;
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
  Connection lend(Supplier<Pooled> pool) {
    int demand = wanted.incrementAndGet();
    Pooled pooled = taken(pool, demand);
    Loan loan = new Loan(pooled, borrower(), ticker.getAsLong());
    Connection lent = LentConnection.of(this, loan, statements);
    loan.lent(lent);
    open.add(loan);
    note(demand);
    return lent;
  }

  private Pooled taken(Supplier<Pooled> pool, int demand) {
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

  private Borrower borrower() {
    Borrower borrower = Borrower.here();
    return settings.leakAfter().isZero() ? borrower.withoutFrames() : borrower;
  }

  private void note(int demand) {
    peaks.note(Math.min(demand, settings.maxSize()), Math.max(0, demand - settings.maxSize()));
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
  void returned(Loan loan) {
    if (open.remove(loan)) {
      wanted.decrementAndGet();
      if (loan.leaked()) {
        LOG.log(
            Level.INFO,
            "The connection that {0} held too long was returned after {1} s",
            loan.borrower(),
            seconds(loan.age(ticker.getAsLong())));
      }
    }
  }

  /** Looks at every loan; to be called about once a second. */
  void patrol() {
    long now = ticker.getAsLong();
    for (Loan loan : open) {
      try {
        look(loan, now);
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "a lent connection cannot be looked at: {0}", e.getMessage());
      }
    }
  }

  private void look(Loan loan, long now) throws SQLException {
    if (loan.connection().isClosed()) {
      // Around our back, by way of a result's statement.
      returned(loan);
      return;
    }
    if (!statementLimit.isZero()) {
      loan.limit(statementLimit, now);
    }
    Borrower origin = settings.leakAfter().isZero() ? null : loan.leaks(settings.leakAfter(), now);
    if (origin != null) {
      leaks.increment();
      Problem leak = DatabaseProblems.leak(loan.words(now));
      LOG.log(
          Level.WARNING,
          "{0}. It was borrowed here:\n\tat {1}",
          leak.sentence(),
          String.join("\n\tat ", origin.stack()));
    }
    if (loan.leaked() && loan.abandoned()) {
      LOG.log(
          Level.WARNING,
          "Takes back the connection that {0} lost without closing it",
          loan.borrower());
      try {
        loan.doubt(); // Somebody lost it in the middle of whatever was under way.
        loan.settle();
        loan.connection().close();
      } finally {
        returned(loan);
      }
    }
  }

  /** The connections that are held too long now, the longest first, in words. */
  List<String> leaked() {
    long now = ticker.getAsLong();
    return open.stream()
        .filter(Loan::leaked)
        .sorted(Comparator.comparing((Loan loan) -> loan.age(now)).reversed())
        .map(loan -> loan.words(now))
        .toList();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}
