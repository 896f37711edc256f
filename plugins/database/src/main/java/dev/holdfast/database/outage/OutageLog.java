package dev.holdfast.database.outage;

import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reports each change of the state once: log lines in the wording that users grep for, and one
 * alert.
 */
public final class OutageLog {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");
  private static final String ALERT = "database-down";

  private final PluginContext context;
  private final Target target;
  private final int told;
  private final Duration look;
  private boolean quiet;

  /**
   * Creates one.
   *
   * @param told so many attempts are logged one by one
   * @param look how often it is looked at between them
   */
  public OutageLog(PluginContext context, Target target, int told, Duration look) {
    this.context = context;
    this.target = target;
    this.told = told;
    this.look = look;
  }

  public void connecting() {
    LOG.log(
        Level.INFO,
        "Connecting to {0} at {1} (Auto-reconnect enabled)",
        target.product(),
        target.location());
  }

  /**
   * It is there.
   *
   * @param away for how long it was not; null at the first time
   */
  void established(String version, int failedAttempts, @Nullable Duration away, Outages outages) {
    // After a loss that was told its end is told; of many in a row neither is.
    Level level = quiet ? Level.DEBUG : Level.INFO;
    LOG.log(
        level,
        "{0} connection established successfully: {1}, version {2}, after {3} failed attempts."
            + " Database connection healthy",
        target.product(),
        target.location(),
        version,
        failedAttempts);
    if (away != null) {
      LOG.log(
          level,
          "Database reconnected successfully! It was away for {0} s; outage {1} within {2} s",
          seconds(away),
          outages.lately(),
          plain(outages.window()));
    }
    context.resolve(ALERT);
  }

  void asked() {
    quiet = false;
    LOG.log(Level.INFO, "Replacing the database connections, as an operator asked");
  }

  /** It was lost. When that happens again and again, a line a time would bury all others. */
  void lost(Problem problem, Outages outages) {
    boolean before = quiet;
    quiet = outages.tooOften();
    if (quiet && !before) {
      LOG.log(
          Level.WARNING,
          "The database was lost {0} times within {1} s, now because: {2}. Further losses are"
              + " counted in holdfast_database_outages_total and not logged until they become fewer",
          outages.lately(),
          plain(outages.window()),
          problem.sentence());
    }
    Level level = quiet ? Level.DEBUG : Level.WARNING;
    LOG.log(
        level,
        "Database connection check failed: {0}. Database connection lost - attempting recovery."
            + " {1}",
        problem.why(),
        problem.sentence());
    LOG.log(
        level,
        "Database heartbeat failed: {0}. Database connection lost. Attempting to reconnect..."
            + " Accepted events wait on disk meanwhile",
        problem.why());
  }

  void attemptFailed(int attempt, Problem problem, Duration next) {
    if (attempt < told) {
      LOG.log(
          Level.WARNING,
          "Connection attempt {0}/{1} failed: {2}. Retrying in {3} seconds... Until then a look"
              + " every {4} s notices its return at once",
          attempt,
          told,
          problem.why(),
          plain(next),
          plain(look));
    } else if (attempt == told) {
      LOG.log(
          Level.WARNING,
          "Connection attempt {0}/{0} failed. Failed to establish database connection after {0}"
              + " attempts: {1}. Retrying in {2} seconds... Retries go on without further log"
              + " lines, with a look every {3} s between them; that is normal",
          attempt,
          problem.sentence(),
          plain(next),
          plain(look));
    } else {
      LOG.log(Level.DEBUG, "Connection attempt {0} failed: {1}", attempt, problem.why());
    }
  }

  /** It is still away, but for another reason: a person may have to do something else. */
  void otherCause(Problem problem) {
    LOG.log(Level.WARNING, "The database is still away, now because: {0}", problem.sentence());
  }

  void alert(Problem problem) {
    context.raise(new Alert(ALERT, Alert.Severity.CRITICAL, problem));
  }

  /** {@code 8}, {@code 0.25}: as it was configured. */
  private static String plain(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}
