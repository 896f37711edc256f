package dev.holdfast.database.driver;

import java.time.Duration;
import java.util.Properties;

/**
 * The longest time that one statement may run. There are three bounds, and each sees what the
 * others do not:
 *
 * <ul>
 *   <li>this one: PostgreSQL's own {@code statement_timeout}, which ends a slow statement of a
 *       living server and leaves the connection whole. For SQLite, which has none (its driver takes
 *       {@code setQueryTimeout} for the wait for a lock), {@code Checkout.limit} interrupts it;
 *   <li>{@code answer-timeout}: the driver's {@code socketTimeout}, the last resort when the server
 *       is frozen and keeps no time. {@code setQueryTimeout} does nothing then;
 *   <li>the prober, which notices most of that within a second or two and gives up the pool.
 * </ul>
 *
 * <p>None of them bounds a borrower that computes between two statements; a leak is told, not cut.
 * Migrations are exempt.
 */
public final class StatementLimit {
  /** Ends with the transaction. */
  public static final String NONE_IN_THIS_TRANSACTION = "set local statement_timeout = 0";

  private StatementLimit() {}

  /** Adds it to the driver's properties, beside the options that the address has. */
  static void apply(Duration limit, Properties properties) {
    if (!limit.isZero()) {
      String own = properties.getProperty("options", "");
      String option = "-c statement_timeout=" + limit.toMillis();
      // The later one wins: who sets it in the address means it.
      properties.setProperty("options", own.isEmpty() ? option : option + " " + own);
    }
  }
}
