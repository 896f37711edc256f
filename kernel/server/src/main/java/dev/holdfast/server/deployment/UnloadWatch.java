package dev.holdfast.server.deployment;

import dev.holdfast.server.plugin.loading.OldVersion;
import dev.holdfast.server.plugin.loading.PluginProblems;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Sees to it that old versions leave the heap. Only a collection of the whole heap takes classes
 * away, and when the next one comes is the JVM's business: nobody is accused before one has
 * happened, and none is asked for, because it would stop everybody.
 */
final class UnloadWatch {
  private static final Logger LOG = System.getLogger("dev.holdfast.deployment");

  /** Collectors whose collections leave classes alone, by the names that HotSpot gives them. */
  private static final Pattern YOUNG = Pattern.compile("Copy|.*(Young|Scavenge|Minor|Pauses).*");

  /** More than these are not followed; that they do not go was said often enough then. */
  private static final int MOST = 100;

  private static final class Leaving {
    final OldVersion version;
    final long since;
    final long collectionsBefore;
    boolean reported;

    Leaving(OldVersion version, long since, long collectionsBefore) {
      this.version = version;
      this.since = since;
      this.collectionsBefore = collectionsBefore;
    }
  }

  private final Duration limit;
  private final LongSupplier ticker;
  private final List<Leaving> leaving = new ArrayList<>();

  UnloadWatch(Duration limit, LongSupplier ticker) {
    this.limit = limit;
    this.ticker = ticker;
  }

  synchronized void add(OldVersion version) {
    leaving.add(new Leaving(version, ticker.getAsLong(), collections()));
    if (leaving.size() > MOST) {
      leaving.removeFirst();
    }
  }

  /** How many should have gone and have not. */
  synchronized int held() {
    return (int) leaving.stream().filter(each -> each.reported).count();
  }

  synchronized int leaving() {
    look();
    return leaving.size();
  }

  synchronized void look() {
    long now = ticker.getAsLong();
    for (Leaving each : leaving) {
      boolean late = now - each.since > limit.toNanos();
      if (late
          && !each.reported
          && !each.version.isGone()
          && collections() > each.collectionsBefore) {
        each.reported = true;
        String why = each.version.name() + " is held by " + each.version.holders();
        LOG.log(Level.WARNING, () -> PluginProblems.HELD.because(why).sentence());
      }
    }
    leaving.removeIf(each -> {
      if (each.version.isGone()) {
        long seconds = Duration.ofNanos(now - each.since).toSeconds();
        LOG.log(
            Level.INFO, () -> each.version.name() + " has left the heap after " + seconds + " s");
      }
      return each.version.isGone();
    });
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(collector -> !YOUNG.matcher(collector.getName()).matches())
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}
