package dev.holdfast.journal.commit;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentHeader;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.journal.readers.ReaderLease;
import dev.holdfast.journal.readers.ReaderOffsets;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.support.ClockLead;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the journal within its limits. A segment that the reader of a store still needs is never
 * deleted. Any other segment is deleted when it is old enough and no ordinary reader holds it, or
 * when the limits ask for it. Whose events go loses its lease first, and learns its gap.
 *
 * <p>The limits win in this order: the readers of stores, the space ({@code max-size}, {@code
 * keep-free}), the age up to which an ordinary reader may hold, the leases, the retention.
 */
public final class SegmentRetention {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  /** A round that comes so much later than it should: the process was stopped, or the machine. */
  private static final Duration STOOD_STILL = Duration.ofMinutes(1);

  private final Disk disk;
  private final Path folder;
  private final SegmentedLog log;
  private final ReaderOffsets offsets;
  private final InstantSource clock;
  private final long maxBytes;
  private final long keepFree;
  private final Duration age;
  private final Duration holdLimit;
  private final Duration idleLimit;
  private final Duration stillAfter;
  private final LongSupplier ticker;
  private final ClockLead lead;
  private final LongAdder deleted = new LongAdder();
  private final Set<String> leftBehind = ConcurrentHashMap.newKeySet();
  private long lastRound;
  private volatile @Nullable Long wentOn;

  public SegmentRetention(
      Disk disk,
      Path folder,
      SegmentedLog log,
      ReaderOffsets offsets,
      InstantSource clock,
      LongSupplier ticker,
      JournalConfig config) {
    this.disk = disk;
    this.folder = folder;
    this.log = log;
    this.offsets = offsets;
    this.clock = clock;
    this.maxBytes = config.maxSize().bytes();
    this.keepFree = config.keepFree().bytes();
    this.age = config.retention();
    this.holdLimit = config.effectiveReaderHoldLimit();
    this.idleLimit = config.readerIdleLimit();
    this.stillAfter = config.placeSync().plus(STOOD_STILL);
    this.ticker = ticker;
    this.lead = new ClockLead(clock, ticker);
    this.lastRound = ticker.getAsLong();
  }

  /** Whom the journal keeps events for now, in words. */
  public String holder() {
    String holder = offsets.holder();
    if (holder == null) {
      return "no reader";
    }
    return "the reader " + offsets.inWords(holder);
  }

  /** The bytes that wait for the slowest reader that holds. */
  public long waitingBytes() {
    Long consumed = offsets.consumed();
    long from = consumed == null ? log.start() : Math.max(consumed, log.start());
    return Math.max(0, log.end().get().offset() - from);
  }

  /**
   * Sees that so many bytes may be written, and deletes consumed segments for them if need be.
   *
   * @return why they may not; null when they may
   */
  public @Nullable ProblemException refuse(long bytes) {
    long needed = bytes + SegmentHeader.BYTES;
    if (!fits(needed)) {
      deleteConsumed(this::isFree, () -> fits(needed));
      deleteConsumed(going -> cutLeases(going, ReaderLease.End.ROOM), () -> fits(needed));
      if (!fits(needed)) {
        return JournalProblems.full(waitingBytes(), holder(), maxBytes);
      }
    }
    if (!leavesFree(needed)) {
      deleteConsumed(this::isFree, () -> false);
      deleteConsumed(going -> cutLeases(going, ReaderLease.End.ROOM), () -> leavesFree(needed));
      long usable = usable();
      if (usable - needed < keepFree) {
        return JournalProblems.keepFree(usable, keepFree);
      }
    }
    return null;
  }

  private boolean fits(long needed) {
    return log.bytes() + needed <= maxBytes;
  }

  private boolean leavesFree(long needed) {
    return usable() - needed >= keepFree;
  }

  /** Deletes what is consumed and old. */
  public void deleteOld() {
    Instant now = clock.instant();
    deleteConsumed(
        going ->
            going.written().isBefore(now.minus(age))
                && (isFree(going)
                    || (isTooOldToHold(going.written(), now)
                        && cutLeases(going, ReaderLease.End.AGE))),
        () -> false);
  }

  /**
   * Whether events are so old that they are held for no ordinary reader. A clock that has jumped
   * ahead, or was not set yet, makes nothing old. After the process stood still, readers have the
   * idle limit for going on before anything is.
   */
  public boolean isTooOldToHold(Instant written, Instant now) {
    return isOlder(written, now, holdLimit);
  }

  /** Whether they will be so soon: half of the limit has passed. */
  public boolean isSoonTooOldToHold(Instant written, Instant now) {
    return isOlder(written, now, holdLimit.dividedBy(2));
  }

  private boolean isOlder(Instant written, Instant now, Duration limit) {
    return !lead.isTooLarge()
        && !wentOnLately()
        && ClockLead.isBelievable(written, now)
        && written.isBefore(now.minus(limit));
  }

  /** How far the clock is ahead, if that is so far that nothing is too old to hold. */
  public Optional<Duration> clockLead() {
    return lead.isTooLarge() ? Optional.of(lead.now()) : Optional.empty();
  }

  private boolean wentOnLately() {
    Long at = wentOn;
    return at != null && ticker.getAsLong() - at < idleLimit.toNanos();
  }

  /**
   * Ends the leases of ordinary readers that were not seen for longer than the limit. When the
   * process itself stood still, nobody could be seen: then all periods begin anew. For one thread.
   */
  public void endIdleLeases() {
    long round = ticker.getAsLong();
    boolean stoodStill = round - lastRound > stillAfter.toNanos();
    lastRound = round;
    if (stoodStill) {
      wentOn = round;
      offsets.restartIdle();
      return;
    }
    for (String name : offsets.ordinary()) {
      if (offsets.lease(name).endIfIdle(idleLimit)) {
        LOG.log(
            Level.WARNING,
            "The reader {0} is detached: {1}. The journal holds no events for it until it reads"
                + " again; it is told what it has missed. If it is gone for good: holdfast journal"
                + " forget {2}",
            offsets.inWords(name),
            ReaderLease.End.IDLE.why(),
            name);
      }
    }
  }

  /**
   * Writes the leases that have changed.
   *
   * @param last whether it is the last time
   */
  public void keepLeases(boolean last) {
    offsets.keepLeases(clock.instant(), last);
  }

  /** Whether no ordinary reader holds it. */
  private boolean isFree(Segment going) {
    return offsets.needing(going.end()).isEmpty();
  }

  private boolean cutLeases(Segment going, ReaderLease.End why) {
    for (String name : offsets.needing(going.end())) {
      if (offsets.lease(name).cut(why, going.end())) {
        LOG.log(
            Level.WARNING,
            "The reader {0} loses the oldest events that it has not read: {1}. Newer ones are held"
                + " for it still; it is told what it has missed. If it is gone for good: holdfast"
                + " journal forget {2}",
            offsets.inWords(name),
            why.why(),
            name);
      }
    }
    return true;
  }

  private synchronized void deleteConsumed(Predicate<Segment> may, BooleanSupplier enough) {
    try {
      long before = deleted.sum();
      long bytes = log.bytes();
      Segment oldest = consumedSegment();
      while (oldest != null && !enough.getAsBoolean() && may.test(oldest)) {
        tellLeftBehind(oldest);
        log.deleteOldest(oldest);
        deleted.increment();
        oldest = consumedSegment();
      }
      if (deleted.sum() > before) {
        tell(deleted.sum() - before, bytes - log.bytes());
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Consumed segments could not be deleted; it is tried again.", e);
    }
  }

  /** Each is told once a life of the server; it learns the whole gap when it reads again. */
  private void tellLeftBehind(Segment going) {
    offsets
        .all()
        .forEach((name, stored) -> {
          if (!offsets.holds(name) && stored.committed() < going.end() && leftBehind.add(name)) {
            LOG.log(
                Level.WARNING,
                "The reader {0} is too far behind: the journal deletes events that it has not"
                    + " read. If it is gone for good: holdfast journal forget {0}",
                name);
          }
        });
  }

  private void tell(long segments, long bytes) {
    LOG.log(
        Level.DEBUG,
        "{0} consumed segments are deleted, {1}; {2} of {3} are taken",
        segments,
        new Size(bytes),
        new Size(log.bytes()),
        new Size(maxBytes));
  }

  /** The segments deleted since the start. */
  public long deletedSegments() {
    return deleted.sum();
  }

  /** The oldest segment, if all have consumed it and it is not the newest. */
  private @Nullable Segment consumedSegment() throws IOException {
    Segment oldest = null;
    for (Segment segment : log.segments()) {
      if (oldest != null) {
        return oldest;
      }
      Long consumed = offsets.consumed();
      if (!segment.sealed() || consumed == null || consumed < segment.end()) {
        return null;
      }
      // Only an offset that survives a power cut may cost a segment.
      if (offsets.forceConsumed() < segment.end()) {
        return null;
      }
      oldest = segment;
    }
    return null;
  }

  private long usable() {
    try {
      return disk.usableBytes(folder);
    } catch (IOException e) {
      // The write itself will tell.
      return Long.MAX_VALUE;
    }
  }
}
