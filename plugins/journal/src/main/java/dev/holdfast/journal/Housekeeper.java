package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does the background work: forces reader offsets, deletes old segments, collects the statistics,
 * and raises alerts before the journal is full. For one thread; {@link #stats} for any.
 */
final class Housekeeper {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private final SegmentedJournal journal;
  private final JournalConfig config;
  private final PluginContext context;
  private final LeaseAlerts leases;
  private final Set<String> raised = new HashSet<>();
  private long refusedBefore;
  private volatile @Nullable Problem removed;
  private volatile JournalStats stats;

  Housekeeper(SegmentedJournal journal, JournalConfig config, PluginContext context)
      throws IOException {
    this.journal = journal;
    this.config = config;
    this.context = context;
    this.leases = new LeaseAlerts(journal, config, context.clock());
    this.stats = look();
  }

  /** As of the last round. */
  JournalStats stats() {
    return stats;
  }

  /** One round. */
  void tidy() throws InterruptedException {
    try {
      IOException unforced = journal.tidy();
      checkFiles();
      stats = look();
      tell(stats);
      trouble(
          unforced == null
              ? null
              : JournalProblems.retryable(JournalProblems.PLACE_FAILED, unforced));
    } catch (IOException e) {
      // The journal itself may be well; what was not done is tried again in the next round.
      trouble(JournalProblems.retryable(JournalProblems.PLACE_FAILED, e));
    }
  }

  /** It stays told until the plugin is restarted: what is missing does not come back by itself. */
  private void checkFiles() throws IOException, InterruptedException {
    String found = journal.checkFiles();
    if (!found.isEmpty()) {
      removed = JournalProblems.FILES_REMOVED.because(found);
      LOG.log(Level.ERROR, removed.sentence());
      alert("files-removed", removed, Severity.CRITICAL);
    }
  }

  /** What was found to be missing; null when nothing ever was. */
  @Nullable Problem removed() {
    return removed;
  }

  private void trouble(@Nullable ProblemException trouble) {
    if (trouble != null && !raised.contains("offsets")) {
      LOG.log(Level.WARNING, trouble.getMessage() + " It is tried again.", trouble);
    }
    alert("offsets", trouble == null ? null : trouble.problem(), Severity.WARNING);
  }

  private JournalStats look() throws IOException {
    return JournalStats.of(journal, config.maxSize().bytes(), context.clock(), refusing());
  }

  /** Why a group would be refused now: because of the limits, or as others were a moment ago. */
  private @Nullable Problem refusing() {
    ProblemException limit = journal.retention().refuse(0);
    if (limit != null) {
      return limit.problem();
    }
    long refused = journal.refusals().series();
    boolean more = refused > refusedBefore;
    refusedBefore = refused;
    return more ? journal.refusals().last() : null;
  }

  private void tell(JournalStats now) {
    Problem refusing = now.refusing().orElse(null);
    alert("refusing", refusing, Severity.CRITICAL);
    alert("filling", now.filling(), now.isNearlyFull() ? Severity.CRITICAL : Severity.WARNING);
    alert("dead-letters-filling", now.deadLettersFilling(), Severity.WARNING);
    alert("damaged", now.damaged(), Severity.WARNING);
    alert("readers-detaching", leases.ending(now), Severity.WARNING);
    alert("clock-ahead", leases.clockAhead(now), Severity.WARNING);
    alert("readers-detached", leases.ended(now), Severity.WARNING);
  }

  private void alert(String key, @Nullable Problem problem, Severity severity) {
    if (problem != null) {
      raised.add(key);
      context.raise(new Alert(key, severity, problem));
    } else if (raised.remove(key)) {
      context.resolve(key);
    }
  }
}
