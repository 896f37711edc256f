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
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person that the journal is not the one that it was: an older copy was put back, or its
 * folder was deleted.
 *
 * <p>A text beside the journal and the database keeps the end of the journal and its timeline, for
 * the database may be an older copy, too, and has nothing of the events that were not stored yet.
 * The text stays as it is while this is told, so that a start after that tells it again. When the
 * process is killed, the text may be ten seconds older than the journal: that a copy of that age
 * was put back is noticed by the place of the database alone.
 *
 * <p>For the one thread that stores; {@link #problem} is for all.
 */
final class JournalNotice implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final String ALERT = "journal-restored";
  private static final String END = "end";
  private static final String TIMELINE = "timeline";
  private static final String STORED = "stored";
  private static final int RADIX = 16;

  /** The disk syncs it, and producers wait for that disk. */
  private static final Duration KEEP_AGAIN = Duration.ofSeconds(10);

  private final PluginContext context;
  private final Journal journal;
  private final LongSupplier ticker;
  private final KeptText text;

  /** What is on disk, and what was to be. */
  private @Nullable Kept kept;

  private @Nullable Kept tried;
  private long triedAt;

  /** The epoch of the last journal of which a database has, or had, a place; 0 for none. */
  private long storedIn;

  /** What this journal does not have, while it is told. */
  private @Nullable Point lost;

  /** Of the ticker, since when health shows it. */
  private @Nullable Long shownSince;

  private volatile @Nullable Problem shown;

  /**
   * The text.
   *
   * @param end of the journal, with the timeline of its last event
   * @param storedIn the epoch of the last journal of which a database has, or had, a place; 0 for
   *     none
   */
  private record Kept(Point end, long storedIn) {

    /** Without this the text is wrong, and not only of an earlier time. */
    boolean isLike(Kept other) {
      return end.timeline() == other.end.timeline() && storedIn == other.storedIn;
    }

    static Kept parse(String text) throws IOException {
      Properties lines = new Properties();
      lines.load(new StringReader(text));
      Position end = Position.parse(lines.getProperty(END, ""));
      long timeline = Long.parseUnsignedLong(lines.getProperty(TIMELINE, ""), RADIX);
      long storedIn = Long.parseUnsignedLong(lines.getProperty(STORED, "0"), RADIX);
      return new Kept(new Point(end, timeline), storedIn);
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%s=%s\n%s=%s\n%s=%s\n",
          END,
          end.position(),
          TIMELINE,
          Long.toHexString(end.timeline()),
          STORED,
          Long.toHexString(storedIn));
    }
  }

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

  /** Whether a database has, or had, a place of this journal, as far as the text tells. */
  boolean hasStored() {
    return storedIn == journal.end().epoch();
  }

  /** Compares the journal with what an earlier start has kept. */
  void resume() {
    try {
      Optional<String> found = text.read();
      if (found.isPresent()) {
        Kept known = Kept.parse(found.get());
        kept = known;
        storedIn = known.storedIn();
        if (!isInJournal(known.end())) {
          show(known.end());
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "Up to where the journal had events is not readable: {0}", e);
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
      show(place);
      keep(now());
    }
  }

  private void show(Point known) {
    Problem problem = StoreProblems.journalRestored(known.position(), journal.end());
    shown = problem;
    lost = known;
    shownSince = null;
    LOG.log(Level.WARNING, problem.sentence());
    context.raise(new Alert(ALERT, Alert.Severity.WARNING, problem));
  }

  /**
   * The batches until now are stored, and health shows what is told: while storing waits, it shows
   * why it waits.
   */
  void settle() {
    storedIn = journal.end().epoch();
    if (shown != null) {
      long now = ticker.getAsLong();
      if (shownSince == null) {
        shownSince = now;
      } else if (now - shownSince >= RestoreNotice.LEAST_SHOWN.toNanos()) {
        shown = null;
        lost = null;
        LOG.log(Level.INFO, "Storing goes on with the journal as it is, at {0}", journal.end());
        context.resolve(ALERT);
      }
    }
    keepEnd();
  }

  /** Up to where the journal has events, unless it was kept a moment ago. */
  void keepEnd() {
    Kept now = now();
    Kept before = tried;
    boolean isNew = before == null || !before.isLike(now);
    if (!now.equals(kept) && (isNew || ticker.getAsLong() - triedAt >= KEEP_AGAIN.toNanos())) {
      keep(now);
    }
  }

  /** While it is told, what the journal no longer has. */
  private Kept now() {
    Point told = lost;
    if (told != null) {
      return new Kept(told, storedIn);
    }
    Position end = journal.end();
    return new Kept(new Point(end, journal.timeline(end)), storedIn);
  }

  /** The worker has ended. */
  @Override
  public void close() {
    Kept now = now();
    if (!now.equals(kept)) {
      keep(now);
    }
  }

  private void keep(Kept known) {
    tried = known;
    triedAt = ticker.getAsLong();
    try {
      text.write(known.text());
      kept = known;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Up to where the journal has events is not kept beside it: {0}", e);
    }
  }
}
