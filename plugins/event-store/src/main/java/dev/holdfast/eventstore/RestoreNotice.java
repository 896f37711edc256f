package dev.holdfast.eventstore;

import dev.holdfast.eventstore.EventStorePlugin.KeptText;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.io.StringReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person that the database is not the one that it was, until it has caught up: somebody has
 * restored it, or it has lost what it had committed.
 *
 * <p>The notice outlives the process: after a restart neither the database nor the journal's reader
 * knows that the events between were stored before. What is kept is ignored when it is damaged, or
 * was written beside another journal.
 *
 * <p>For the one thread that stores; {@link #problem} is for all.
 */
final class RestoreNotice {
  private static final Logger LOG = System.getLogger("dev.holdfast.eventstore");
  private static final String ALERT = "database-restored";
  private static final String FROM = "from";
  private static final String UNTIL = "until";

  /** Twice as long as alerts wait for their cause: one that ends sooner reaches nobody. */
  static final Duration LEAST_SHOWN = Duration.ofMinutes(1);

  private final PluginContext context;
  private final LongSupplier ticker;
  private final KeptText kept;
  private volatile @Nullable Shown shown;

  /**
   * What is told.
   *
   * @param until where the journal's reader was
   * @param since of the ticker
   */
  private record Shown(Problem problem, Position until, long since) {}

  RestoreNotice(PluginContext context, LongSupplier ticker, KeptText kept) {
    this.context = context;
    this.ticker = ticker;
    this.kept = kept;
  }

  /** What is kept in a file of this folder. */
  static KeptText file(Path folder, String name) {
    return new NoticeFile(folder.resolve(name));
  }

  /** While it is told. */
  Optional<Problem> problem() {
    return Optional.ofNullable(shown).map(Shown::problem);
  }

  /**
   * Goes on with what an earlier start has told, for the least time anew.
   *
   * @param end of the journal
   */
  void resume(Position end) {
    try {
      Optional<String> text = kept.read();
      if (text.isEmpty()) {
        return;
      }
      Properties lines = new Properties();
      lines.load(new StringReader(text.get()));
      Position from = Position.parse(lines.getProperty(FROM, ""));
      Position until = Position.parse(lines.getProperty(UNTIL, ""));
      if (isOf(end, from, until)) {
        show(from, until);
      } else {
        forget();
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "What was told of a restored database is not readable: {0}", e);
    }
  }

  private static boolean isOf(Position end, Position from, Position until) {
    return from.epoch() == end.epoch()
        && until.epoch() == end.epoch()
        && from.offset() >= 0
        && from.compareTo(until) < 0
        && until.compareTo(end) <= 0;
  }

  /** The database has the events before {@code from} only, and once had those before another. */
  void begin(Position from, Position until) {
    Shown before = shown;
    Position last = before != null && before.until().compareTo(until) > 0 ? before.until() : until;
    keep(from, last);
    show(from, last);
  }

  private void show(Position from, Position until) {
    Problem problem = StoreProblems.restored(from, until);
    shown = new Shown(problem, until, ticker.getAsLong());
    LOG.log(Level.WARNING, problem.sentence());
    context.raise(new Alert(ALERT, Alert.Severity.WARNING, problem));
  }

  private void keep(Position from, Position until) {
    try {
      kept.write(FROM + "=" + from + "\n" + UNTIL + "=" + until + "\n");
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A restart will forget that the database was restored: {0}", e);
    }
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
      forget();
    }
  }

  private void forget() {
    try {
      kept.delete();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A restart will tell once more of the restored database: {0}", e);
    }
  }

  /** Two positions. */
  private record NoticeFile(Path file) implements KeptText {
    private static final int LARGEST = 1000;

    @Override
    public Optional<String> read() throws IOException {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > LARGEST) {
        throw new IOException(file + " is larger than " + LARGEST + " bytes");
      }
      return Optional.of(Files.readString(file));
    }

    @Override
    public void write(String text) throws IOException {
      AtomicFile.write(file, text);
    }

    @Override
    public void delete() throws IOException {
      Files.deleteIfExists(file);
    }
  }
}
