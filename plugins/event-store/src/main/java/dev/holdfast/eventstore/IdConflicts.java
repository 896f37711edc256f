package dev.holdfast.eventstore;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports events whose source and id are stored with other content: the first of a series in full,
 * the others as a count. A series ends after a time without conflicts.
 */
final class IdConflicts {
  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");

  private final Duration shownFor;
  private volatile @Nullable Series series;

  private record Series(Event first, Instant latest, long count) {}

  /**
   * Creates it with nothing to tell.
   *
   * @param shownFor how long the latest one is shown
   */
  IdConflicts(Duration shownFor) {
    this.shownFor = shownFor;
  }

  /** Adds one; by the one thread that stores. */
  void add(Event event, Instant now) {
    Series before = current(now);
    if (before == null) {
      series = new Series(event, now, 1);
      LOG.log(
          Level.WARNING,
          "{0} It is set aside as a dead letter. More like it are counted, not logged.",
          StoreProblems.idTaken(event, 1).sentence());
    } else {
      series = new Series(before.first(), now, before.count() + 1);
    }
  }

  /** What health says of it; empty when there was none for a time. */
  Optional<Problem> standing(Instant now) {
    return Optional.ofNullable(current(now))
        .map(shown -> StoreProblems.idTaken(shown.first(), shown.count()));
  }

  private @Nullable Series current(Instant now) {
    Series seen = series;
    return seen == null || seen.latest().plus(shownFor).isBefore(now) ? null : seen;
  }
}
