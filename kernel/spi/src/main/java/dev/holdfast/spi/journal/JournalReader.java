package dev.holdfast.spi.journal;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A named consumer of a journal. For use by one thread at a time; any thread may call {@link
 * #close}.
 *
 * <p>Reading moves a cursor in memory; only {@link #commit} moves the durable offset. After a
 * restart reading begins at the durable offset, so an event may be read twice, but none is skipped.
 */
public interface JournalReader extends AutoCloseable {

  /**
   * The next events in order; only such that are on disk. Damaged ones are skipped, counted and
   * reported, and none behind them is lost.
   *
   * @param maxEvents at most so many
   * @param wait the longest to wait for the first one
   * @return empty when the wait was in vain
   * @throws ReaderFenced the name was taken over or forgotten
   * @throws IllegalStateException the reader or the journal is closed
   * @throws ProblemException the events could not be read; the cursor has not moved
   */
  List<Entry> read(int maxEvents, Duration wait) throws InterruptedException;

  /**
   * The gap that lies directly before the first event of the last {@link #read}: events that were
   * deleted before this reader had read them. Empty nearly always. A reader that the journal holds
   * events for has none behind its durable offset, until it is detached; but consumed events are
   * not held, so there may be one where {@link #seek} or {@link #rewind} has put the cursor before
   * it.
   */
  default Optional<Gap> gap() {
    return Optional.empty();
  }

  /**
   * Makes the cursor go back, or forth, to a position that this journal gave out.
   *
   * @throws UnknownPosition it did not
   */
  void seek(Position position);

  /**
   * Moves the cursor back, and the durable offset with it: what the events from there on became was
   * lost, and the journal is to hold them until they are consumed again. Where the offset is not
   * behind the position it stays.
   *
   * @param position not before {@link Journal#start}
   * @throws UnknownPosition the journal did not give it out
   * @throws ReaderFenced the name was taken over or forgotten
   * @throws ProblemException the offset could not be written; then it may be moved all the same
   */
  default void rewind(Position position) {
    seek(position);
  }

  /**
   * Moves the reader's offset, durably: everything before it is consumed.
   *
   * @param consumed {@link Entry#next} of the last event whose effects are durable elsewhere
   * @throws ReaderFenced the name was taken over or forgotten; the offset has not moved
   * @throws UnknownPosition the journal did not give it out
   * @throws ProblemException the offset could not be written; then it may be moved all the same
   */
  void commit(Position consumed);

  /**
   * Sets an event aside, durably, with the reason. It does not move the offset.
   *
   * @throws ReaderFenced the name was taken over or forgotten
   * @throws ProblemException it could not be written; then the event is not set aside
   */
  void deadLetter(Event event, Problem reason);

  /** The reader's offset: the durable position up to which it has consumed. */
  Position place();

  @Override
  void close();

  /**
   * Events that this reader will never see.
   *
   * @param from of the first of them
   * @param to behind the last of them
   */
  record Gap(Position from, Position to) {}

  /**
   * An event and where it stands.
   *
   * @param position of the event
   * @param next behind the event
   */
  record Entry(Position position, Position next, Event event) {}
}
