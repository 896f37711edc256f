package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.readers.ReaderLease;
import dev.holdfast.journal.readers.ReaderOffset;
import dev.holdfast.journal.readers.ReaderOffsets;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which ordinary readers lose their hold soon, with events that would be deleted, and which have
 * lost it: what people are told.
 */
final class LeaseAlerts {
  private static final int MOST_NAMED = 5;
  private static final int ALMOST_FULL_PERCENT = 80;

  private final SegmentedJournal journal;
  private final ReaderOffsets offsets;
  private final JournalConfig config;
  private final InstantSource clock;

  LeaseAlerts(SegmentedJournal journal, JournalConfig config, InstantSource clock) {
    this.journal = journal;
    this.offsets = journal.offsets();
    this.config = config;
    this.clock = clock;
  }

  /** That leases end soon, with events that are not read; null when none does. */
  @Nullable Problem ending(JournalStats now) {
    boolean almostFull = now.bytes() * 100 >= now.maxBytes() * ALMOST_FULL_PERCENT;
    Segment oldest = holding(0);
    List<String> first = almostFull && oldest != null ? offsets.needing(oldest.end()) : List.of();
    List<String> readers = new ArrayList<>();
    now.waiting()
        .forEach((name, waiting) -> {
          if (waiting.hold() == JournalStats.Hold.LEASE && waiting.bytes() > 0) {
            why(name, first.contains(name))
                .ifPresent(why -> readers.add(inWords(name, waiting) + why));
          }
        });
    return readers.isEmpty() ? null : JournalProblems.leasesEnding(joined(readers));
  }

  private Optional<String> why(String name, boolean isNext) {
    ReaderOffset stored = offsets.all().get(name);
    Segment oldest = stored == null ? null : holding(stored.committed());
    if (oldest == null || isKeptAnyway(oldest)) {
      return Optional.empty();
    }
    if (isNext) {
      return Optional.of(": the journal is almost full");
    }
    Duration idleLimit = config.readerIdleLimit();
    ReaderLease lease = offsets.lease(name);
    // One that is known to come seldom is told when it is later than ever.
    if (lease.idle().compareTo(idleLimit.dividedBy(2)) > 0
        && lease.idle().compareTo(lease.longestPause()) > 0) {
      return Optional.of(": it is detached when it was not seen for " + minutes(idleLimit));
    }
    if (journal.retention().isSoonTooOldToHold(oldest.written(), clock.instant())) {
      return Optional.of(": it may hold events for " + minutes(config.effectiveReaderHoldLimit()));
    }
    return Optional.empty();
  }

  /** The segment of the first event from an offset on; null when there is none. */
  private @Nullable Segment holding(long offset) {
    // Others shorten the list meanwhile: no index into it.
    for (Segment segment : journal.log().segments()) {
      if (segment.end() > offset) {
        return segment;
      }
    }
    return null;
  }

  /** Whether nobody may delete it, whatever an ordinary reader does. */
  private boolean isKeptAnyway(Segment segment) {
    Long consumed = offsets.consumed();
    return !segment.sealed() || consumed == null || consumed < segment.end();
  }

  /** That events are held for longer because the clock cannot be believed; null when it can. */
  @Nullable Problem clockAhead(JournalStats now) {
    boolean holds =
        now.waiting().values().stream()
            .anyMatch(each -> each.hold() == JournalStats.Hold.LEASE && each.bytes() > 0);
    return holds
        ? journal.retention().clockLead().map(JournalProblems::clockAhead).orElse(null)
        : null;
  }

  /** That leases have ended, with events that were not read; null when none has. */
  @Nullable Problem ended(JournalStats now) {
    List<String> readers = new ArrayList<>();
    for (Map.Entry<String, JournalStats.Waiting> entry : now.waiting().entrySet()) {
      JournalStats.Waiting waiting = entry.getValue();
      ReaderLease lease = offsets.lease(entry.getKey());
      if (waiting.hold() != JournalStats.Hold.STORE
          && (waiting.bytes() > 0 || lease.ended().isEmpty())) {
        lease
            .endedLately()
            .ifPresent(end -> readers.add(inWords(entry.getKey(), waiting) + ": " + end.why()));
      }
    }
    return readers.isEmpty() ? null : JournalProblems.leasesEnded(joined(readers));
  }

  private String inWords(String name, JournalStats.Waiting waiting) {
    return offsets.inWords(name)
        + " ("
        + new Size(waiting.bytes())
        + " not read, the oldest for "
        + minutes(waiting.age())
        + ", last seen "
        + waiting
            .lastSeen()
            .map(seen -> minutes(Duration.between(seen, clock.instant())) + " ago")
            .orElse("before the start")
        + ")";
  }

  private static String minutes(Duration duration) {
    return duration.toMinutes() + " min";
  }

  private static String joined(List<String> readers) {
    String named = String.join("; ", readers.subList(0, Math.min(MOST_NAMED, readers.size())));
    return readers.size() <= MOST_NAMED
        ? named
        : named + "; and " + (readers.size() - MOST_NAMED) + " more";
  }
}
