package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.PlaceMove;
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
 * the journal, and events that the journal deleted meanwhile are told as a gap.
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
  private @Nullable Position at;
  private long fence;
  private boolean overtaken;
  private volatile @Nullable Problem gap;

  StorePlace(
      PluginContext context,
      Journal journal,
      JournalReader reader,
      PlaceTable table,
      RestoreNotice restored) {
    this.context = context;
    this.journal = journal;
    this.reader = reader;
    this.table = table;
    this.restored = restored;
  }

  /**
   * Events that this database will never have, until the plugin is restarted; or those that it
   * lacks and gets again.
   */
  Optional<Problem> gap() {
    return Optional.ofNullable(gap).or(restored::problem);
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
    Position stored = taken.position();
    Position from = lower(stored, hint);
    if (from.compareTo(hint) < 0 && !overtaken && isRestored(stored)) {
      restored.begin(from, hint);
    }
    overtaken = false;
    goTo(from, hint);
    if (!from.equals(stored)) {
      table.move(new PlaceMove(READER, stored, from, fence));
    }
    at = from;
  }

  /** Rows without a place are those of version 0.1, which kept it in the journal alone. */
  private boolean isRestored(Position stored) {
    return stored.offset() != PlaceTable.UNKNOWN || !table.isBesideRows();
  }

  /** The lower of both, or the first event that there is behind it. */
  private Position lower(Position stored, Position hint) {
    Position start = journal.start();
    Position lower = stored.compareTo(hint) < 0 ? stored : hint;
    if (lower.compareTo(start) >= 0) {
      return lower;
    }
    boolean known = stored.offset() != PlaceTable.UNKNOWN;
    if (known || (start.offset() > 0 && !table.isBesideRows())) {
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
    return new PlaceMove(READER, require(), next, fence);
  }

  @Override
  public void moved(Position next) {
    at = next;
    reader.commit(next);
  }

  @Override
  public void move(Position next) {
    if (!next.equals(require())) {
      table.move(to(next));
      moved(next);
    }
  }

  /** For the shares of a batch: each holds the place where it is, and it moves behind them all. */
  PlaceMover held() {
    PlaceMove hold = to(require());
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
    return table.isAt(to(require()));
  }

  /** The batches until now are stored. */
  void settle() {
    restored.look(require());
  }

  private Position require() {
    Position now = at;
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
