package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.PlaceMove;
import dev.holdfast.eventstore.table.PlaceMove.Point;
import dev.holdfast.eventstore.table.PlaceMover;
import dev.holdfast.eventstore.table.PlaceTable;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Gap;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.UnknownPosition;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the events of the journal are stored. The database and the journal each keep a place,
 * and the lower one counts: an older copy of the database, or an empty one, is filled again from
 * the journal, and events that the journal deleted meanwhile are told as a gap. Where the journal
 * is the older copy, the place of the database counts up to where both have the same events ({@link
 * Journal#endOf}).
 *
 * <p>For the one thread that stores; {@link #gap} is for all.
 */
final class StorePlace implements PlaceMover {
  /** Of the reader of the journal, and of the row. */
  static final String READER = "event-store";

  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final String ALERT = "events-missing";

  private final PluginContext context;
  private final Journal journal;
  private final JournalReader reader;
  private final PlaceTable table;
  private final RestoreNotice restored;
  private final JournalNotice notice;
  private @Nullable Point at;
  private long fence;
  private boolean overtaken;
  private volatile @Nullable Problem gap;

  StorePlace(
      PluginContext context,
      Journal journal,
      JournalReader reader,
      PlaceTable table,
      RestoreNotice restored,
      JournalNotice notice) {
    this.context = context;
    this.journal = journal;
    this.reader = reader;
    this.table = table;
    this.restored = restored;
    this.notice = notice;
  }

  /**
   * Events that this database will never have, until the plugin is restarted; or those that it
   * lacks and gets again; or that the journal is an older copy.
   */
  Optional<Problem> gap() {
    return Optional.ofNullable(gap).or(restored::problem).or(notice::problem);
  }

  /**
   * Takes the place, unless this writer has it, and puts the reader there.
   *
   * @throws ProblemException another writer had taken it meanwhile
   */
  void open() {
    if (at != null) {
      return;
    }
    Position hint = reader.place();
    PlaceTable.Place taken = table.take(READER, hint.epoch());
    long before = fence;
    fence = taken.fence();
    if (before > 0 && fence > before + 1) {
      overtaken = true;
      throw new ProblemException(StoreProblems.placeTaken(fence - before - 1));
    }
    Position inJournal = inJournal(taken.point());
    Position from = lower(inJournal, hint);
    if (!overtaken) {
      tell(taken.point(), inJournal, from, hint);
    }
    overtaken = false;
    goTo(from, hint);
    Point point = point(from);
    if (!point.equals(taken.point())) {
      table.move(new PlaceMove(READER, taken.point(), point, fence));
    }
    at = point;
  }

  /**
   * How much of a place is true for this journal: up to where the timeline in which it was reached
   * ends. Of a place in a timeline that the journal does not know nothing is believed, but that the
   * events between it and the journal's start are missing.
   */
  private Position inJournal(Point stored) {
    Position position = stored.position();
    long timeline = stored.timeline() == 0 ? position.epoch() : stored.timeline();
    Position end = journal.endOf(timeline).orElseGet(journal::start);
    return position.compareTo(end) <= 0 ? position : end;
  }

  /** Both may be older copies, of different ages. */
  private void tell(Point stored, Position inJournal, Position from, Position hint) {
    if (inJournal.compareTo(stored.position()) < 0) {
      notice.found(stored);
    }
    if (from.compareTo(hint) < 0 && isRestored(stored.position())) {
      restored.begin(from, hint);
    }
  }

  /**
   * Rows without a place of this journal are those of version 0.1, which kept it in the journal
   * alone; unless this server has stored with a later one, and the rows are those of another
   * journal.
   */
  private boolean isRestored(Position stored) {
    return stored.offset() != PlaceTable.UNKNOWN
        || !table.isBesideRows()
        || (notice.hasStored() && table.hasOther(READER, stored.epoch()));
  }

  /** The lower of both, or the first event that there is behind it. */
  private Position lower(Position stored, Position hint) {
    Position start = journal.start();
    Position lower = stored.compareTo(hint) < 0 ? stored : hint;
    if (lower.compareTo(start) >= 0) {
      return lower;
    }
    boolean known = stored.offset() != PlaceTable.UNKNOWN;
    if (known || (start.offset() > 0 && isRestored(stored))) {
      missing(known ? lower : new Position(start.epoch(), 0), start);
    }
    return start;
  }

  /** Events that the journal deleted before they were read, though it had them at the start. */
  void skip(Gap deleted) {
    missing(deleted.from(), deleted.to());
    move(deleted.to());
  }

  private void missing(Position from, Position to) {
    Problem problem = StoreProblems.missing(from, to);
    if (problem.equals(gap)) {
      return; // What has told it before was not committed.
    }
    gap = problem;
    LOG.log(Level.ERROR, problem.sentence());
    context.raise(new Alert(ALERT, Alert.Severity.CRITICAL, problem));
  }

  private void goTo(Position from, Position hint) {
    if (from.compareTo(hint) >= 0) {
      reader.seek(from);
      return;
    }
    LOG.log(
        Level.WARNING,
        "The database has the events before {0}, the journal''s reader was at {1}: the events between"
            + " are compared with the rows, and stored where they are missing",
        from,
        hint);
    try {
      reader.rewind(from);
    } catch (UnknownPosition otherEvents) {
      LOG.log(Level.WARNING, "No event begins at {0}; all events are compared", from);
      reader.rewind(journal.start());
    }
  }

  @Override
  public PlaceMove to(Position next) {
    return new PlaceMove(READER, require(), point(next), fence);
  }

  @Override
  public void moved(Position next) {
    at = point(next);
    reader.commit(next);
  }

  @Override
  public void move(Position next) {
    if (!next.equals(require().position())) {
      table.move(to(next));
      moved(next);
    }
  }

  /** For the shares of a batch: each holds the place where it is, and it moves behind them all. */
  PlaceMover held() {
    PlaceMove hold = to(require().position());
    return new PlaceMover() {
      @Override
      public PlaceMove to(Position next) {
        return hold;
      }

      @Override
      public void moved(Position next) {}

      @Override
      public void move(Position next) {}
    };
  }

  /** Whether the database still has it where it was left. */
  boolean isThere() {
    return table.isAt(to(require().position()));
  }

  /** The batches until now are stored. */
  void settle() {
    restored.look(require().position());
    notice.settle();
  }

  /** What the journal has meanwhile is kept, also while nothing can be stored. */
  void keepEnd() {
    notice.keepEnd();
  }

  private Point point(Position position) {
    return new Point(position, journal.timeline(position));
  }

  private Point require() {
    Point now = at;
    if (now == null) {
      throw new IllegalStateException("the place is not open");
    }
    return now;
  }

  /** It may be elsewhere: it is looked for before the next batch. */
  void close() {
    at = null;
  }
}
