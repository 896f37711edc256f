package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.LogEnd;
import dev.holdfast.journal.log.LogReader;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.journal.readers.ReaderLease;
import dev.holdfast.journal.readers.ReaderOffset;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of the journal, collected once a second, so that health and metrics never wait for
 * the disk.
 *
 * @param bytes on disk
 * @param maxBytes allowed on disk
 * @param waitingBytes not consumed by the slowest reader
 * @param waiting by reader
 * @param holder the reader that events are kept for, in words
 * @param oldestAge of the oldest event that a reader which holds has not consumed
 * @param lost damaged events since the start
 * @param holes damaged ranges in segments that still exist
 * @param cutBytes torn tails at the start
 * @param setAside foreign files at the start
 * @param deadLetters kept
 * @param deadLetterBytes on disk
 * @param maxDeadLetterBytes allowed on disk
 * @param refusing why any group would be refused now
 */
record JournalStats(
    long bytes,
    long maxBytes,
    long waitingBytes,
    Map<String, Waiting> waiting,
    String holder,
    Optional<Duration> oldestAge,
    long lost,
    int holes,
    long cutBytes,
    int setAside,
    long deadLetters,
    long deadLetterBytes,
    long maxDeadLetterBytes,
    Optional<Problem> refusing) {
  private static final int WARNING_PERCENT = 50;
  private static final int CRITICAL_PERCENT = 80;
  private static final int DEAD_LETTERS_PERCENT = 80;

  /** Collects them. */
  static JournalStats of(
      SegmentedJournal journal, long maxBytes, InstantSource clock, @Nullable Problem refusing)
      throws IOException {
    SegmentedLog log = journal.log();
    LogEnd.Point end = log.end().get();
    Map<String, Waiting> waiting = new LinkedHashMap<>();
    Instant oldest = null;
    Instant now = clock.instant();
    for (Map.Entry<String, ReaderOffset> entry : journal.offsets().all().entrySet()) {
      long offset = Math.max(entry.getValue().committed(), log.start());
      long events = 0;
      Duration age = Duration.ZERO;
      try (LogReader reader = log.reader(offset)) {
        if (offset < end.offset() && reader.next()) {
          events = end.ordinal() - reader.ordinal();
          Instant received = Event.decode(reader.payload()).receivedAt();
          age = Duration.between(received, now);
          if (journal.offsets().holds(entry.getKey())) {
            oldest = oldest == null || received.isBefore(oldest) ? received : oldest;
          }
        }
      }
      ReaderLease lease = journal.offsets().lease(entry.getKey());
      waiting.put(
          entry.getKey(),
          new Waiting(
              Math.max(0, end.offset() - offset),
              Math.max(0, events),
              age,
              Hold.of(journal.offsets().holds(entry.getKey()), lease),
              lease.lastSeen(now)));
    }
    return new JournalStats(
        log.bytes(),
        maxBytes,
        journal.retention().waitingBytes(),
        waiting,
        journal.retention().holder(),
        Optional.ofNullable(oldest).map(time -> Duration.between(time, now)),
        log.corruptions().events(),
        log.corruptions().holes(),
        log.cutBytes(),
        log.setAside(),
        journal.deadLetters().kept(),
        journal.deadLetters().bytes(),
        journal.deadLetters().maxBytes(),
        Optional.ofNullable(refusing));
  }

  /** That the journal is full with what cannot be deleted, before anybody is refused, or null. */
  @Nullable Problem filling() {
    if (percentFull() < WARNING_PERCENT) {
      return null;
    }
    return JournalProblems.FILLING.because(
        percentFull()
            + " % of "
            + new Size(maxBytes)
            + " wait for "
            + holder
            + oldestAge.map(age -> ", the oldest for " + age.toMinutes() + " min").orElse(""));
  }

  /** The second warning level. */
  boolean isNearlyFull() {
    return percentFull() >= CRITICAL_PERCENT;
  }

  /** That the dead letters will be full soon, or null. */
  @Nullable Problem deadLettersFilling() {
    if (deadLetters == 0 || deadLetterBytes * 100 < maxDeadLetterBytes * DEAD_LETTERS_PERCENT) {
      return null;
    }
    return JournalProblems.DEAD_LETTERS_FILLING.because(
        deadLetters
            + " letters take "
            + new Size(deadLetterBytes)
            + " of "
            + new Size(maxDeadLetterBytes));
  }

  /** That segments which still exist are damaged, or null. */
  @Nullable Problem damaged() {
    if (holes == 0) {
      return null;
    }
    return JournalProblems.DAMAGED.because(lost + " events in " + holes + " ranges");
  }

  private int percentFull() {
    return (int) (waitingBytes * 100.0 / Math.max(1, maxBytes));
  }

  /**
   * What a reader has not consumed.
   *
   * @param bytes on disk
   * @param events damaged ones included
   * @param age of the oldest
   * @param hold whether it is held
   * @param lastSeen when the reader was; empty when nobody noted it
   */
  record Waiting(long bytes, long events, Duration age, Hold hold, Optional<Instant> lastSeen) {}

  /** Whether the journal keeps what a reader has not consumed. */
  enum Hold {
    /** As long as it takes, also when producers are refused for it. */
    STORE,
    /** As long as the reader lives and the limits allow. */
    LEASE,
    /** No. */
    DETACHED;

    static Hold of(boolean store, ReaderLease lease) {
      if (store) {
        return STORE;
      }
      return lease.ended().filter(ReaderLease.End.IDLE::equals).isPresent() ? DETACHED : LEASE;
    }

    /** As health and the list of readers show it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
