package dev.holdfast.journal.readers;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The hold that a reader has on the events that it has not consumed. Each read and each commit
 * renews it. It ends when the reader is not seen for too long. When the limits of the journal ask
 * for the oldest events, it is cut: it holds only those behind them. The next read or commit begins
 * it anew.
 *
 * <p>Its time is that of a ticker that nobody sets, so that a wall clock that jumps, or stands
 * still, ends no lease and prolongs none. After a restart of the journal a lease that had not ended
 * has the whole idle limit again. Safe for use by any number of threads.
 */
public final class ReaderLease {
  /** A lease that ends again so soon is not told again: its reader lives, but is too slow. */
  private static final Duration QUIET = Duration.ofMinutes(10);

  /** Why a lease ended. */
  public enum End {
    IDLE("it was not seen for longer than reader-idle-limit"),
    AGE("the events that it has not read are older than reader-hold-limit"),
    ROOM("the journal needs the space of the events that it has not read");

    private final String why;

    End(String why) {
      this.why = why;
    }

    /** In words that follow the name of the reader and a colon. */
    public String why() {
      return why;
    }
  }

  private final LongSupplier ticker;
  private final @Nullable Instant seenBefore;
  private long seen;

  /** Since when it counts as idle: seen, or later when the process stood still. */
  private long idleSince;

  private Duration longestPause = Duration.ZERO;
  private boolean seenNow;

  /** Behind the events that it does not hold any more, if it was cut. */
  private long cut;

  private @Nullable End end;
  private @Nullable End lastEnd;
  private long lastEnded;

  /**
   * Begins, or goes on with, a lease.
   *
   * @param ticker nanoseconds that never go back
   * @param seenBefore when an earlier start of the journal saw the reader last; null if never
   * @param end why it had ended then; null if it had not
   */
  ReaderLease(LongSupplier ticker, @Nullable Instant seenBefore, @Nullable End end) {
    this.ticker = ticker;
    this.seenBefore = seenBefore;
    this.seen = ticker.getAsLong();
    this.idleSince = seen;
    this.end = end;
  }

  /** The reader lives. */
  synchronized void renew() {
    if (idle().compareTo(longestPause) > 0) {
      longestPause = idle();
    }
    seen = ticker.getAsLong();
    idleSince = seen;
    seenNow = true;
    end = null;
  }

  /** The process stood still, and the reader with it: it has the whole limit again. */
  synchronized void restartIdle() {
    idleSince = ticker.getAsLong();
  }

  /**
   * Ends it if the reader was not seen for longer than the limit.
   *
   * @return whether it ended, and that is news
   */
  public synchronized boolean endIfIdle(Duration limit) {
    return end != End.IDLE && idle().compareTo(limit) > 0 && end(End.IDLE);
  }

  /**
   * Holds nothing before an offset any more.
   *
   * @return whether that is news
   */
  public synchronized boolean cut(End why, long before) {
    if (end == End.IDLE) {
      return false;
    }
    cut = before;
    return end(why);
  }

  /** News: it had not ended, nor a short while ago. */
  private boolean end(End why) {
    boolean news = (end == null || why == End.IDLE) && !hasEndedLately();
    end = why;
    lastEnd = why;
    lastEnded = ticker.getAsLong();
    return news;
  }

  /** Whether it holds any of the events before an offset that its reader has not consumed. */
  public synchronized boolean holdsBefore(long offset) {
    return end == null || (end != End.IDLE && offset > cut);
  }

  /** Why it has ended or was cut; empty while it holds all. */
  public synchronized Optional<End> ended() {
    return Optional.ofNullable(end);
  }

  /** As {@link #ended}, also for a short while after the reader of a cut lease came back. */
  public synchronized Optional<End> endedLately() {
    return Optional.ofNullable(
        end == null && lastEnd != End.IDLE && hasEndedLately() ? lastEnd : end);
  }

  private boolean hasEndedLately() {
    return lastEnd != null && ticker.getAsLong() - lastEnded < QUIET.toNanos();
  }

  /** Since the reader was seen, the journal was opened, or the process went on. */
  public synchronized Duration idle() {
    return passedSince(idleSince);
  }

  /** The longest time in this start after which the reader came back. */
  public synchronized Duration longestPause() {
    return longestPause;
  }

  /** When the reader was seen last; empty when no start of the journal noted it. */
  public synchronized Optional<Instant> lastSeen(Instant now) {
    return Optional.ofNullable(seenNow ? now.minus(passedSince(seen)) : seenBefore);
  }

  private Duration passedSince(long then) {
    return Duration.ofNanos(Math.max(0, ticker.getAsLong() - then));
  }

  /** The ticker's time of the last sign of life in this start; 0 while there was none. */
  synchronized long renewed() {
    return seenNow ? seen : 0;
  }
}
