package dev.holdfast.journal.deadletters;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.deadletters.DeadLetters.Choice;
import dev.holdfast.journal.deadletters.DeadLetters.Located;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Replays and drops dead letters. A replayed event is durable in the journal before its letter is
 * settled. A crash between the two leaves the letter, and a second replay of it is a duplicate for
 * the store. One at a time, so that two people do not replay the same letter.
 */
public final class DeadLetterWork {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final Duration APPEND_LIMIT = Duration.ofSeconds(20);

  /** One call answers within its client's patience and holds little memory: the caller repeats. */
  private static final int LETTERS_A_CALL = 500;

  private static final long BYTES_A_CALL = 1 << 20;

  private final DeadLetters letters;
  private final Journal journal;
  private final LongAdder replayed = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  public DeadLetterWork(DeadLetters letters, Journal journal) {
    this.letters = letters;
    this.journal = journal;
  }

  /**
   * What one call has done.
   *
   * @param numbers of the letters that are settled now
   * @param left of the same choice
   */
  record Done(List<Long> numbers, boolean left) {}

  /** Replays the oldest letters of a choice, as many as fit one call. */
  synchronized Done replay(Choice choice) throws IOException, InterruptedException {
    List<Located> chosen = letters.oldest(choice, LETTERS_A_CALL, BYTES_A_CALL);
    List<Event> events = new ArrayList<>();
    List<Located> readable = new ArrayList<>();
    letters.read(
        chosen,
        (at, letter) -> {
          events.add(letter.event());
          readable.add(at);
        });
    if (events.isEmpty()) {
      return new Done(List.of(), false);
    }
    append(events);
    return settled("Replayed", readable, replayed, choice);
  }

  /**
   * Replays one letter with an event in place of its own.
   *
   * @return false when there is no such letter
   */
  synchronized boolean replay(long number, Event edited) throws IOException, InterruptedException {
    List<Located> letter = letters.oldest(Choice.one(number), 1, BYTES_A_CALL);
    if (letter.isEmpty()) {
      return false;
    }
    append(List.of(edited));
    Done _ = settled("Replayed, edited,", letter, replayed, Choice.one(number));
    return true;
  }

  /** Drops the oldest letters of a choice, as many as fit one call. */
  synchronized Done drop(Choice choice) throws IOException {
    List<Located> chosen = letters.oldest(choice, LETTERS_A_CALL, Long.MAX_VALUE);
    return chosen.isEmpty()
        ? new Done(List.of(), false)
        : settled("Dropped", chosen, dropped, choice);
  }

  private Done settled(String what, List<Located> done, LongAdder count, Choice choice)
      throws IOException {
    letters.settle(done);
    count.add(done.size());
    List<Long> numbers = done.stream().map(Located::number).toList();
    LOG.log(
        Level.INFO,
        "{0} {1} dead letters, numbers {2} to {3}; {4} are left",
        what,
        done.size(),
        numbers.getFirst(),
        numbers.getLast(),
        letters.kept());
    return new Done(numbers, !letters.oldest(choice, 1, 1).isEmpty());
  }

  private void append(List<Event> events) throws InterruptedException {
    try {
      journal.append(events).get(APPEND_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      if (cause instanceof ProblemException known) {
        throw known;
      }
      throw new IllegalStateException(cause);
    } catch (TimeoutException e) {
      throw new ProblemException(
          JournalProblems.REPLAY_LATE.because("no answer in " + APPEND_LIMIT.toSeconds() + " s"),
          e);
    }
  }

  /** Letters replayed since the start. */
  public long replayed() {
    return replayed.sum();
  }

  /** Letters dropped since the start. */
  public long dropped() {
    return dropped.sum();
  }
}
