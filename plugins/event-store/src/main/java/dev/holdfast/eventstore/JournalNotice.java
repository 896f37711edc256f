package dev.holdfast.eventstore;

import dev.holdfast.eventstore.EventStorePlugin.KeptText;
import dev.holdfast.eventstore.table.PlaceMove.Point;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.Position;
import java.io.IOException;
import java.io.StringReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person that the journal is not the one that it was: an older copy was put back, or its
 * folder was deleted.
 *
 * <p>A text beside the journal and the database keeps the last place and its timeline, for the
 * database may be an older copy, too. The text stays as it is while this is told, so that a start
 * after that tells it again. When the process is killed, the text may be ten seconds older than the
 * place: a copy of the journal of that age is noticed by the place of the database alone.
 *
 * <p>For the one thread that stores; {@link #problem} is for all.
 */
final class JournalNotice implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final String ALERT = "journal-restored";
  private static final String PLACE = "place";
  private static final String TIMELINE = "timeline";
  private static final int RADIX = 16;

  /** The disk syncs it, and producers wait for that disk. */
  private static final Duration KEEP_AGAIN = Duration.ofSeconds(10);

  private final PluginContext context;
  private final Journal journal;
  private final LongSupplier ticker;
  private final KeptText text;
  private @Nullable Point kept;
  private @Nullable Point last;
  private long keptAt;
  private long shownSince;
  private volatile @Nullable Problem shown;

  JournalNotice(PluginContext context, Journal journal, LongSupplier ticker, KeptText text) {
    this.context = context;
    this.journal = journal;
    this.ticker = ticker;
    this.text = text;
  }

  /** While it is told. */
  Optional<Problem> problem() {
    return Optional.ofNullable(shown);
  }

  /** Compares the journal with what an earlier start has kept. */
  void resume() {
    try {
      Optional<String> found = text.read();
      if (found.isPresent()) {
        Properties lines = new Properties();
        lines.load(new StringReader(found.get()));
        Point known =
            new Point(
                Position.parse(lines.getProperty(PLACE, "")),
                Long.parseUnsignedLong(lines.getProperty(TIMELINE, ""), RADIX));
        kept = known;
        if (!isInJournal(known)) {
          show(known);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "Up to where events were stored is not readable: {0}", e);
    }
  }

  private boolean isInJournal(Point known) {
    return known.position().epoch() == journal.end().epoch()
        && journal
            .endOf(known.timeline())
            .filter(end -> known.position().compareTo(end) <= 0)
            .isPresent();
  }

  /** The database has a place that the journal never reached. */
  void found(Point place) {
    if (shown == null) {
      keep(place);
      show(place);
    }
  }

  private void show(Point known) {
    Problem problem = StoreProblems.journalRestored(known.position(), journal.end());
    shown = problem;
    shownSince = ticker.getAsLong();
    LOG.log(Level.WARNING, problem.sentence());
    context.raise(new Alert(ALERT, Alert.Severity.WARNING, problem));
  }

  /** All batches before this place are stored. */
  void look(Point place) {
    long now = ticker.getAsLong();
    if (shown != null) {
      if (now - shownSince < RestoreNotice.LEAST_SHOWN.toNanos()) {
        return;
      }
      shown = null;
      LOG.log(Level.INFO, "Storing goes on with the journal as it is, at {0}", place.position());
      context.resolve(ALERT);
    }
    last = place;
    Point before = kept;
    boolean sameTimeline = before != null && before.timeline() == place.timeline();
    if (!place.equals(before) && (!sameTimeline || now - keptAt >= KEEP_AGAIN.toNanos())) {
      keep(place);
    }
  }

  /** The worker has ended. */
  @Override
  public void close() {
    Point known = last;
    if (known != null && !known.equals(kept)) {
      keep(known);
    }
  }

  private void keep(Point known) {
    kept = known;
    keptAt = ticker.getAsLong();
    try {
      text.write(
          PLACE
              + "="
              + known.position()
              + "\n"
              + TIMELINE
              + "="
              + Long.toHexString(known.timeline())
              + "\n");
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "Up to where events are stored is not kept beside the journal: {0}", e);
    }
  }
}
