package dev.holdfast.journal.commit;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentHeader;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.journal.readers.ReaderOffsets;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the journal within its limits. Segments that all holding readers have consumed are deleted
 * when they are old enough, or when their space is needed. A segment that a holding reader still
 * needs is never deleted; any other reader is left behind and learns its gap.
 */
public final class SegmentRetention {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private final Disk disk;
  private final Path folder;
  private final SegmentedLog log;
  private final ReaderOffsets offsets;
  private final InstantSource clock;
  private final long maxBytes;
  private final long keepFree;
  private final Duration age;
  private final LongAdder deleted = new LongAdder();
  private final Set<String> leftBehind = ConcurrentHashMap.newKeySet();

  public SegmentRetention(
      Disk disk,
      Path folder,
      SegmentedLog log,
      ReaderOffsets offsets,
      InstantSource clock,
      JournalConfig config) {
    this.disk = disk;
    this.folder = folder;
    this.log = log;
    this.offsets = offsets;
    this.clock = clock;
    this.maxBytes = config.maxSize().bytes();
    this.keepFree = config.keepFree().bytes();
    this.age = config.retention();
  }

  /** Whom the journal keeps events for now, in words. */
  public String holder() {
    String holder = offsets.holder();
    if (holder == null) {
      return "no reader";
    }
    String owner = offsets.owner(holder);
    return "the reader " + holder + (owner.isEmpty() ? "" : " of the plugin " + owner);
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
    if (log.bytes() + needed > maxBytes) {
      deleteConsumed(Instant.MAX, needed);
      if (log.bytes() + needed > maxBytes) {
        return JournalProblems.full(waitingBytes(), holder(), maxBytes);
      }
    }
    if (usable() - needed < keepFree) {
      deleteConsumed(Instant.MAX, Long.MAX_VALUE);
      long usable = usable();
      if (usable - needed < keepFree) {
        return JournalProblems.keepFree(usable, keepFree);
      }
    }
    return null;
  }

  /** Deletes what is consumed and old. */
  public void deleteOld() {
    deleteConsumed(clock.instant().minus(age), 0);
  }

  private synchronized void deleteConsumed(Instant writtenBefore, long needed) {
    try {
      long before = deleted.sum();
      long bytes = log.bytes();
      Segment oldest = consumedSegment();
      while (oldest != null
          && oldest.written().isBefore(writtenBefore)
          && (needed == 0 || needed > maxBytes - log.bytes())) {
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
                    + " read. No events are held for it. If it is gone for good: holdfast"
                    + " journal forget {0}",
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
