package dev.holdfast.database.pool;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.FailureKinds;
import dev.holdfast.database.driver.FailureMessages;
import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.PluginContext;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Times every statement, logs the slow ones, and logs all of them while the statement log is on.
 *
 * <p>The time is that of the execution. Rows that a driver fetches later are not in it; only the
 * statement log shows the time until the last row was read.
 */
final class StatementTimes {
  private static final String OK = "ok";

  private final Dialect dialect;
  private final StatementLog log;
  private final SlowStatements slow;
  private final LongSupplier ticker;
  private final Timer succeeded;
  private final Map<FailureKind, Timer> failed = new EnumMap<>(FailureKind.class);
  private final Counter slowCount;

  /** What is timed. */
  interface Execution {
    @Nullable Object run() throws Throwable;
  }

  StatementTimes(
      PluginContext context,
      Dialect dialect,
      DatabaseConfig.Statements settings,
      LongSupplier ticker) {
    this.dialect = dialect;
    this.ticker = ticker;
    this.log = new StatementLog(settings.log(), ticker);
    this.slow = new SlowStatements(settings.slowAfter());
    this.succeeded = timer(context, OK);
    for (FailureKind kind : FailureKind.values()) {
      failed.put(kind, timer(context, word(kind)));
    }
    this.slowCount =
        context.meter(
            Counter.builder("holdfast_database_slow_statements_total")
                .description("Statements that took longer than statements.slow-after"));
  }

  private static Timer timer(PluginContext context, String outcome) {
    return context.meter(
        Timer.builder("holdfast_database_statement_seconds")
            .description("Execution of a statement, and how it ended")
            .tags(List.of(Tag.create("outcome", outcome))));
  }

  private static String word(FailureKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  StatementLog log() {
    return log;
  }

  long now() {
    return ticker.getAsLong();
  }

  /**
   * Runs one.
   *
   * @param statement can be cancelled meanwhile; null for the end of a transaction
   */
  @Nullable Object timed(
      Checkout checkout, @Nullable Statement statement, String sql, Execution execution)
      throws Throwable {
    long start = now();
    if (statement != null) {
      checkout.began(statement, start);
    }
    try {
      Object result = execution.run();
      long took = now() - start;
      succeeded.record(took, TimeUnit.NANOSECONDS);
      finished(checkout, sql, took, OK);
      if (!(result instanceof ResultSet)) {
        log.write(sql, checkout.borrower(), took, rows(result), OK);
      }
      return result;
    } catch (SQLException | RuntimeException e) {
      failed(checkout, sql, now() - start, e);
      throw e;
    } finally {
      checkout.ended();
    }
  }

  private void failed(Checkout checkout, String sql, long took, Exception failure) {
    FailureKind kind = FailureKinds.of(failure, dialect);
    timerOf(kind).record(took, TimeUnit.NANOSECONDS);
    String outcome = word(kind) + state(failure);
    finished(checkout, sql, took, outcome);
    log.write(sql, checkout.borrower(), took, -1, outcome);
  }

  private Timer timerOf(FailureKind kind) {
    Timer timer = failed.get(kind);
    return timer == null ? succeeded : timer;
  }

  /** The message is left out: drivers put the values of the row into it. */
  private static String state(Exception failure) {
    SQLException sql = FailureMessages.find(failure, SQLException.class);
    if (sql == null) {
      return " (" + failure.getClass().getSimpleName() + ")";
    }
    return sql.getSQLState() == null
        ? " (error " + sql.getErrorCode() + ")"
        : " (SQLState " + sql.getSQLState() + ")";
  }

  private void finished(Checkout checkout, String sql, long took, String outcome) {
    if (slow.isSlow(took)) {
      slowCount.increment();
      slow.tell(sql, checkout.borrower(), took, outcome, now());
    }
  }

  private static long rows(@Nullable Object result) {
    return switch (result) {
      case Integer count -> count;
      case Long count -> count;
      case int[] counts -> sum(Arrays.stream(counts).asLongStream());
      case long[] counts -> sum(Arrays.stream(counts));
      case null, default -> -1;
    };
  }

  /** Some drivers do not know and say so with a negative number. */
  private static long sum(LongStream counts) {
    return counts.filter(count -> count > 0).sum();
  }
}
