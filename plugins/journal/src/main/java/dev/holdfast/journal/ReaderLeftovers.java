package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.readers.ReaderOffset;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.Leftovers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The readers of plugins that were removed for good. */
final class ReaderLeftovers implements Leftovers {
  private final SegmentedJournal journal;
  private final Supplier<JournalStats> stats;

  ReaderLeftovers(SegmentedJournal journal, Supplier<JournalStats> stats) {
    this.journal = journal;
    this.stats = stats;
  }

  @Override
  public List<Leftover> of(String plugin) {
    return journal.offsets().ownedBy(plugin).stream()
        .map(name -> new Leftover(inWords(name), isPrecious(name)))
        .toList();
  }

  @Override
  public void purge(String plugin, boolean force) throws IOException {
    for (String name : journal.offsets().ownedBy(plugin)) {
      if (isPrecious(name) && !force) {
        throw new ProblemException(JournalProblems.READER_HOLDS.because(name));
      }
      journal.readers().forget(name);
    }
  }

  /** The statistics may be old; what is lost for good is judged by the journal as it is now. */
  private boolean isPrecious(String name) {
    ReaderOffset stored = journal.offsets().all().get(name);
    return journal.offsets().holds(name)
        && (stored == null || stored.committed() < journal.end().offset());
  }

  private String inWords(String name) {
    JournalStats.@Nullable Waiting waiting = stats.get().waiting().get(name);
    String unread =
        waiting == null
            ? ""
            : String.format(
                Locale.ROOT,
                ": %,d events not read, %s",
                waiting.events(),
                new Size(waiting.bytes()));
    String kind = journal.offsets().holds(name) ? "store" : "ordinary";
    return "reader " + name + " of the journal (" + kind + ")" + unread;
  }
}
