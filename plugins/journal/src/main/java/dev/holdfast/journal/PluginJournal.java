package dev.holdfast.journal;

import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The journal as one plugin sees it: readers opened here belong to the plugin. */
record PluginJournal(SegmentedJournal journal, String plugin) implements Journal {

  @Override
  public CompletableFuture<Position> append(List<Event> events) {
    return journal.append(events);
  }

  @Override
  public JournalReader reader(String name) {
    return journal.reader(name, plugin);
  }

  @Override
  public Position start() {
    return journal.start();
  }

  @Override
  public Position end() {
    return journal.end();
  }
}
