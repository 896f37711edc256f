package dev.holdfast.spi.journal;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.JournalReader.Gap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An unnamed reader of a journal, for those who keep their position themselves, or need none. It
 * holds no event back and leaves nothing behind. Between two reads it costs its journal less than 1
 * KiB of heap, and no thread and no file, so hundreds may be open.
 *
 * <p>For use by one thread at a time; any thread may call {@link #position} and {@link #close}.
 */
public interface JournalTail extends AutoCloseable {

  /**
   * The next events in order; only such that are acknowledged. Damaged ones are skipped, counted
   * and reported, and none behind them is lost.
   *
   * <p>A journal limits what all tails together read at a time, so a read may take its turn; that
   * is not counted in the wait, and an interrupt ends it. A tail that is closed meanwhile reads
   * nothing and does not move.
   *
   * @param maxEvents at most so many
   * @param wait the longest to wait for the first one
   * @return empty when the wait was in vain
   * @throws IllegalStateException the tail or the journal is closed
   * @throws ProblemException the events could not be read; the position has not moved
   */
  List<Entry> read(int maxEvents, Duration wait) throws InterruptedException;

  /**
   * The gap that lies directly before the first event of the last {@link #read}: events that were
   * deleted before this tail had read them. Empty when there is none.
   */
  Optional<Gap> gap();

  /** Where the next read begins: {@link Entry#next} of the last event, or where the tail began. */
  Position position();

  /** Ends a read that waits, too, with an empty list. A second time there is nothing to do. */
  @Override
  void close();
}
