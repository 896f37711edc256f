package dev.holdfast.database.pool;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.PluginContext;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Everything that looks after the pool and its users, put together. */
public final class Housekeeping {
  /** Beyond the wait for an answer, when a connection is taken back. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Loans loans;
  private final Statements statements;
  private final Peaks peaks;

  private Housekeeping(Loans loans, Statements statements, Peaks peaks) {
    this.loans = loans;
    this.statements = statements;
    this.peaks = peaks;
  }

  public static Housekeeping of(
      PluginContext context,
      DatabaseConfig config,
      Dialect dialect,
      PoolMeters meters,
      LongSupplier ticker) {
    Statements statements = new Statements(context, dialect, config.statements(), ticker);
    Peaks peaks = new Peaks(ticker.getAsLong());
    // PostgreSQL keeps the limit itself, see StatementLimit.
    Duration limit = dialect == Dialect.SQLITE ? config.statements().limit() : Duration.ZERO;
    Loans loans = new Loans(context, config.pool(), limit, statements, peaks, ticker);
    PeaksFile file =
        new PeaksFile(context.dataDirectory(), config.pool().maxSize(), context.clock().instant());
    PoolWatch watch =
        context.own(new PoolWatch(context, loans, peaks, file, config.pool().busyAfter(), ticker));
    watch.tell(context.health("pool", new PoolHealth(watch, meters, peaks)));
    context.worker("pool", config.answerTimeout().plus(MARGIN), watch);
    return new Housekeeping(loans, statements, peaks);
  }

  Loans loans() {
    return loans;
  }

  /** The log of every statement, which can be switched on and off. */
  public StatementLog statementLog() {
    return statements.log();
  }

  /** The highest use of the pool since the start. */
  public Peak peak() {
    return peaks.sinceStart();
  }
}
