package dev.holdfast.database.pool;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.PluginContext;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Puts together all that watches the pool and its borrowers. */
public final class Housekeeping {
  /** Beyond the wait for an answer, when a connection is taken back. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Checkouts checkouts;
  private final StatementTimes statements;
  private final HighWaterMarks marks;

  private Housekeeping(Checkouts checkouts, StatementTimes statements, HighWaterMarks marks) {
    this.checkouts = checkouts;
    this.statements = statements;
    this.marks = marks;
  }

  public static Housekeeping of(
      PluginContext context,
      DatabaseConfig config,
      Dialect dialect,
      PoolMeters meters,
      LongSupplier ticker) {
    StatementTimes statements = new StatementTimes(context, dialect, config.statements(), ticker);
    HighWaterMarks marks = new HighWaterMarks(ticker.getAsLong());
    // PostgreSQL keeps the limit itself, see StatementLimit.
    Duration limit = dialect == Dialect.SQLITE ? config.statements().limit() : Duration.ZERO;
    Checkouts checkouts = new Checkouts(context, config.pool(), limit, statements, marks, ticker);
    HighWaterMarksFile file =
        new HighWaterMarksFile(
            context.dataDirectory(), config.pool().maxSize(), context.clock().instant());
    PoolWatch watch =
        context.own(
            new PoolWatch(context, checkouts, marks, file, config.pool().busyAfter(), ticker));
    watch.tell(context.health("pool", new PoolHealth(watch, meters, marks)));
    context.worker("pool", config.answerTimeout().plus(MARGIN), watch);
    return new Housekeeping(checkouts, statements, marks);
  }

  Checkouts checkouts() {
    return checkouts;
  }

  /** The log of every statement, which can be switched on and off. */
  public StatementLog statementLog() {
    return statements.log();
  }

  /** The highest use of the pool since the start. */
  public HighWaterMark highWaterMark() {
    return marks.sinceStart();
  }
}
