package dev.holdfast.journal;

import dev.holdfast.spi.journal.Durability;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The journal as one start of a plugin sees it: readers opened here belong to the plugin, and a
 * later start of the plugin takes them over.
 */
final class PluginJournal implements Journal {
  private final SegmentedJournal journal;
  private final String plugin;

  PluginJournal(SegmentedJournal journal, String plugin) {
    this.journal = journal;
    this.plugin = plugin;
  }

  @Override
  public CompletableFuture<Position> append(List<Event> events) {
    return journal.append(events);
  }

  @Override
  public JournalReader reader(String name, Optional<Position> known) {
    return journal.readers().open(name, plugin, this, known);
  }

  @Override
  public boolean forget(String name) {
    journal.offsets().checkOwner(name, plugin);
    return journal.forget(name);
  }

  @Override
  public JournalTail tail(Position from) {
    return journal.tail(from);
  }

  @Override
  public Durability durability() {
    return journal.durability();
  }

  @Override
  public Position start() {
    return journal.start();
  }

  @Override
  public Position end() {
    return journal.end();
  }

  @Override
  public long timeline(Position position) {
    return journal.timeline(position);
  }

  @Override
  public Optional<Position> endOf(long timeline) {
    return journal.endOf(timeline);
  }
}
