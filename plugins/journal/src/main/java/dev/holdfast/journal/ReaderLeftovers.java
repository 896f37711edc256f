package dev.holdfast.journal;

import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.Leftovers;
import java.io.IOException;
import java.util.ArrayList;
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
    List<Leftover> left = new ArrayList<>();
    for (String name : journal.offsets().ownedBy(plugin)) {
      JournalStats.@Nullable Waiting waiting = stats.get().waiting().get(name);
      boolean store = journal.offsets().holds(name);
      long events = waiting == null ? 0 : waiting.events();
      String unread =
          waiting == null
              ? ""
              : String.format(
                  Locale.ROOT, ": %,d events not read, %s", events, new Size(waiting.bytes()));
      left.add(
          new Leftover(
              "reader "
                  + name
                  + " of the journal ("
                  + (store ? "store" : "ordinary")
                  + ")"
                  + unread,
              store && (waiting == null || events > 0)));
    }
    return left;
  }

  @Override
  public void purge(String plugin) throws IOException {
    for (String name : journal.offsets().ownedBy(plugin)) {
      journal.readers().forget(name);
    }
  }
}
