package dev.holdfast.journal.commit;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts refused append requests, and logs the first and the end of each series. */
public final class Refusals {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);
  private final AtomicLong series = new AtomicLong();
  private volatile @Nullable Problem last;

  public Refusals() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  public void count(Reason reason, ProblemException why) {
    counts.computeIfAbsent(reason, key -> new LongAdder()).increment();
    if (reason.troublesAll) {
      last = why.problem();
    }
    if (reason.troublesAll && series.getAndIncrement() == 0) {
      LOG.log(
          Level.ERROR,
          "{0} Producers are refused until there is room; acknowledged events are safe and can"
              + " be read.",
          why.getMessage());
    }
  }

  /** A group was kept: a series of refusals is over. */
  void over() {
    if (series.get() != 0) {
      long refused = series.getAndSet(0);
      LOG.log(Level.INFO, "Events are accepted again, after {0} refused groups.", refused);
    }
  }

  public long count(Reason reason) {
    LongAdder count = counts.get(reason);
    return count == null ? 0 : count.sum();
  }

  /** Groups refused since the last that was kept. */
  public long series() {
    return series.get();
  }

  /** Why the last group was refused, if the reason would have met any other as well. */
  public @Nullable Problem last() {
    return last;
  }

  /** Why a group was refused. */
  public enum Reason {
    /** The queue in memory is full. */
    QUEUE(true),
    /** The journal has reached its size. */
    SIZE(true),
    /** The disk must keep some room. */
    DISK(true),
    /** A call of the file system failed. */
    FAILURE(true),
    /** An event is larger than the largest record. */
    RECORD(false),
    /** The journal is closed. */
    CLOSED(false);

    private final boolean troublesAll;

    Reason(boolean troublesAll) {
      this.troublesAll = troublesAll;
    }
  }
}
