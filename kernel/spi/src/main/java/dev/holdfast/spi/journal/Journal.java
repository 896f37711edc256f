package dev.holdfast.spi.journal;

import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ProblemException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The durable log between plugins that accept events and plugins that use them. The testkit's
 * {@code JournalContract} tests every promise here.
 *
 * <p>Safe for use by any number of threads.
 */
public interface Journal {

  /**
   * Queues events as one group and returns at once. Groups are kept in the order of the calls of
   * one thread, and events in the order of the list.
   *
   * <p>The future completes when every event of the group is on disk and would survive a power cut,
   * with the position behind the last one. It completes exceptionally with {@link JournalFull} when
   * the journal's limits or its queue's are reached, and with another {@link ProblemException} when
   * the disk refuses; then no event of the group is promised, although some may turn up after a
   * crash. Dependent actions run on the journal's own thread and must not block.
   *
   * @param events at least one; each encoded no larger than the journal's largest record
   */
  CompletableFuture<Position> append(List<Event> events);

  /**
   * Opens a reader at its durable offset, or at the start for an unknown name. Only readers that
   * the journal's settings name hold events back until they have consumed them. For any other
   * reader that lags or is away too long, the journal deletes events and reports the {@link
   * JournalReader#gap}. A name belongs to the plugin that opened it first.
   *
   * @param name {@code [a-z][a-z0-9-]*}, best the plugin's own; outlives restarts
   * @throws IllegalStateException a reader of that name is open
   * @throws ProblemException it belongs to another plugin
   */
  JournalReader reader(String name);

  /**
   * The same journal as one plugin has it: the readers that it opens belong to it. The kernel asks
   * for it when a plugin {@linkplain PluginContext#require requires} the journal.
   */
  default Journal forPlugin(String plugin) {
    return this;
  }

  /** The position of the oldest event that is kept: behind the last one that was deleted. */
  Position start();

  /** The position behind the last event that is on disk. */
  Position end();
}
