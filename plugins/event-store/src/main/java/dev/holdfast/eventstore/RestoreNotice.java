package dev.holdfast.eventstore;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Position;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person that the database is not the one that it was, until it has caught up: somebody has
 * restored it, or it has lost what it had committed.
 *
 * <p>For the one thread that stores; {@link #problem} is for all.
 */
final class RestoreNotice {
  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final String ALERT = "database-restored";

  /** Twice as long as alerts wait for their cause: one that ends sooner reaches nobody. */
  static final Duration LEAST_SHOWN = Duration.ofMinutes(1);

  private final PluginContext context;
  private final LongSupplier ticker;
  private volatile @Nullable Shown shown;

  /**
   * What is told.
   *
   * @param until where the journal's reader was
   * @param since of the ticker
   */
  private record Shown(Problem problem, Position until, long since) {}

  RestoreNotice(PluginContext context, LongSupplier ticker) {
    this.context = context;
    this.ticker = ticker;
  }

  /** While it is told. */
  Optional<Problem> problem() {
    return Optional.ofNullable(shown).map(Shown::problem);
  }

  /** The database has the events before {@code from} only, and once had those before another. */
  void begin(Position from, Position until) {
    Shown before = shown;
    Position last = before != null && before.until().compareTo(until) > 0 ? before.until() : until;
    Problem problem = StoreProblems.restored(from, last);
    shown = new Shown(problem, last, ticker.getAsLong());
    LOG.log(Level.WARNING, problem.sentence());
    context.raise(new Alert(ALERT, Alert.Severity.WARNING, problem));
  }

  /** Ends it when all events before this place are stored, and it was shown for long enough. */
  void look(Position stored) {
    Shown now = shown;
    if (now != null
        && stored.compareTo(now.until()) >= 0
        && ticker.getAsLong() - now.since() >= LEAST_SHOWN.toNanos()) {
      shown = null;
      LOG.log(Level.INFO, "The database has the events before {0} again", now.until());
      context.resolve(ALERT);
    }
  }
}
