package dev.holdfast.spi.journal;

import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ProblemException;
import java.util.List;
import java.util.Optional;
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
   * <p>The future completes when every event of the group is as durable as {@link #durability}
   * says, with the position behind the last one. It completes exceptionally with {@link
   * JournalFull} when the journal's limits or its queue's are reached, and with another {@link
   * ProblemException} when the journal cannot keep it; then no event of the group is promised,
   * although some may turn up after a crash or a failover, also after the future has failed. No
   * later group of the same thread succeeds before the future has failed, so that a producer that
   * sends what was refused again, and all behind it, keeps its order. Dependent actions run on the
   * journal's own thread and must not block.
   *
   * @param events at least one; each encoded no larger than the journal's largest record
   */
  CompletableFuture<Position> append(List<Event> events);

  /** As {@link #reader(String, Optional)}, with the place that the journal itself has. */
  default JournalReader reader(String name) {
    return reader(name, Optional.empty());
  }

  /**
   * Opens a reader at its durable offset, or at the start for an unknown name. Readers that the
   * journal's settings name hold events back until they have consumed them, even if producers are
   * refused. Any other reader is a lease: it holds what it has not consumed while it is alive,
   * which it shows by each {@link JournalReader#read} and {@link JournalReader#commit}. When it was
   * not seen for too long, lags too far, or the journal needs the space, it is detached: the
   * journal may delete the events, and reports the {@link JournalReader#gap} when it reads again.
   * Then it holds anew. The limits are the journal's settings; a restart of the journal gives a
   * reader that was not detached the whole time again.
   *
   * <p>A name belongs to the plugin that opened it first. A later start of that plugin takes it
   * over: a reader that an earlier start left open is {@linkplain ReaderFenced fenced}.
   *
   * @param name {@code [a-z][a-z0-9-]*}, best the plugin's own; outlives restarts
   * @param known the place that the reader's effects have, such as that of a database beside its
   *     rows. Where it is lower than the journal's own, the offset is moved back to it, durably.
   *     What was deleted behind it is told as a gap.
   * @throws IllegalStateException this start of the plugin has a reader of that name open, or the
   *     journal is closed
   * @throws UnknownPosition the journal never gave out the known place; no reader is opened
   * @throws ProblemException the name belongs to another plugin
   */
  JournalReader reader(String name, Optional<Position> known);

  /**
   * Forgets a reader for good: its place is deleted, nothing is held for it any more, and one that
   * is open is {@linkplain ReaderFenced fenced}. A reader that is opened by this name afterwards is
   * a new one.
   *
   * @return false when no reader of that name is known
   * @throws ProblemException the name belongs to another plugin, or its place could not be deleted
   */
  boolean forget(String name);

  /**
   * Opens a reader without a name, that holds nothing back. Any number may be open. It may wait
   * shortly while the journal looks up this position, or those of others that are opened now.
   *
   * @param from {@link #start}, {@link #end}, or any position that this journal gave out. Where its
   *     events are deleted, the first {@link JournalTail#read} begins at the oldest that is kept,
   *     and {@link JournalTail#gap} tells what is missing. A position carries no timeline: one that
   *     was given out before an older copy of the data was put back is believed when an event
   *     begins there now, though it is another one. Who must know keeps {@link #timeline} beside it
   *     and asks {@link #endOf}.
   * @throws UnknownPosition the journal never gave out this position
   * @throws IllegalStateException the journal is closed
   */
  JournalTail tail(Position from);

  /** What an acknowledged event survives; it does not change while the journal is open. */
  Durability durability();

  /**
   * The same journal as one start of a plugin has it: the readers that it opens belong to the
   * plugin. The kernel asks for it when a plugin {@linkplain PluginContext#require requires} the
   * journal.
   */
  default Journal forPlugin(String plugin) {
    return this;
  }

  /**
   * The position of the oldest event that is kept, behind the last one that was deleted, as far as
   * this server knows; without I/O but for the first call after events were deleted.
   */
  Position start();

  /**
   * The position behind the last event that is acknowledged, as far as this server knows; without
   * I/O.
   */
  Position end();

  /**
   * The timeline of the event before a position: a number that no two openings of the journal's
   * data have in common. When an older copy of the data is put back, the journal gives out
   * positions a second time, for other events, in another timeline. Who keeps a position elsewhere,
   * such as in a database beside its rows, keeps its timeline with it, and asks {@link #endOf}
   * before using it.
   *
   * <p>Another one for the same position tells that the events before it are not the same. A
   * journal without copies that somebody could put back has one timeline, named like its epoch.
   *
   * @param position of this journal, and not behind its {@link #end}
   */
  default long timeline(Position position) {
    return end().epoch();
  }

  /**
   * Up to where positions of a timeline are positions of this journal: where the timeline that
   * followed it began, or at least to {@link #end} for the last one. A position behind it was given
   * out by a journal of which this one is an older copy.
   *
   * @return empty when this journal does not know the timeline: nothing is known of its positions
   */
  default Optional<Position> endOf(long timeline) {
    Position end = end();
    return timeline == end.epoch() ? Optional.of(end) : Optional.empty();
  }
}
