package dev.holdfast.server.health;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.Verdict;
import io.helidon.health.HealthCheck;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the health of everything, always ready to be shown.
 *
 * <p>Checks run in the background, each on a platform thread of its own while it runs, so that
 * neither a hanging check nor a flood of virtual threads delays another one. An answer never waits:
 * it is made of the findings that are there.
 */
public final class HealthBoard implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.health");

  private static final Map<String, Object> NOT_CHECKED = Map.of("state", "not checked yet");

  private final HealthConfig config;
  private final InstantSource clock;
  private final Changes changes;
  private final Set<String> required;
  private final Map<String, Finding> findings = new ConcurrentSkipListMap<>();

  /** Names that were up at least once, after a look. */
  private final Set<String> wasWell = ConcurrentHashMap.newKeySet();

  /** So many rounds are given to a check that begins: its first connection may be under way. */
  private static final int FIRST_ROUNDS = 3;

  /** When a check that runs here was added. */
  private final Map<String, Instant> added = new ConcurrentHashMap<>();

  /** Checks that were not well when they began, and of which nobody has been warned yet. */
  private final Set<String> doubtful = ConcurrentHashMap.newKeySet();

  private volatile boolean ending;

  private final AtomicReference<@Nullable Runnable> whenWell = new AtomicReference<>();

  private volatile Snapshot snapshot;
  private final ScheduledExecutorService rounds = rounds();

  /**
   * Creates an empty board.
   *
   * @param required plugins without which the server is down; others only degrade it
   */
  public HealthBoard(
      HealthConfig config, Set<String> required, InstantSource clock, Changes changes) {
    this.config = config;
    this.clock = clock;
    this.changes = changes;
    this.required = Set.copyOf(required);
    this.snapshot = Snapshot.of(List.of(), this.required);
  }

  private static ScheduledExecutorService rounds() {
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("holdfast-health").daemon().factory());
    one.setRemoveOnCancelPolicy(true);
    // Here and now: on the thread of the first plugin it would be one of the plugin's threads.
    one.prestartAllCoreThreads();
    return one;
  }

  /** A check that runs in the background until this is closed. */
  public interface Handle extends AutoCloseable {
    /** Runs it now, or once more as soon as the run that is under way has ended. */
    void runNow();
  }

  /**
   * Runs a check in the background until the returned handle is closed.
   *
   * @param threads where the thread of each run comes from
   */
  public Handle add(String plugin, String name, HealthCheck check, ThreadFactory threads) {
    String fullName = plugin + "/" + name;
    if (findings.containsKey(fullName)) {
      throw new IllegalArgumentException("a health check named " + fullName + " is there already");
    }
    added.put(fullName, clock.instant());
    report(fullName, Verdict.UP, NOT_CHECKED);
    BackgroundCheck background =
        new BackgroundCheck(fullName, check, threads, config, this::report, rounds);
    var schedule =
        rounds.scheduleWithFixedDelay(
            background::round, 0, config.interval().toMillis(), TimeUnit.MILLISECONDS);
    return new Handle() {
      @Override
      public void runNow() {
        background.soon();
      }

      @Override
      public void close() {
        schedule.cancel(false);
        background.close();
        remove(fullName);
      }
    };
  }

  /** Says how something is, without a check: the kernel's own knowledge. */
  public void report(String name, Verdict verdict, Map<String, Object> details) {
    Instant now = clock.instant();
    Finding before = findings.get(name);
    Finding after =
        before == null
            ? new Finding(name, verdict, details, now, now)
            : new Finding(
                name, verdict, details, verdict == before.verdict() ? before.since() : now, now);
    findings.put(name, after);
    Object reason = details.getOrDefault(Health.REASON, details.getOrDefault("state", ""));
    Verdict last = before == null ? Verdict.UP : before.verdict();
    if (last != verdict) {
      String from = before == null ? "" : last.name();
      changes.add(Change.Kind.HEALTH, name, from, verdict.name(), reason.toString());
    }
    if (before != null) {
      tell(before, verdict, reason.toString());
    }
    if (verdict == Verdict.UP && !details.equals(NOT_CHECKED)) {
      wasWell.add(name);
    }
    refresh();
  }

  /**
   * Nobody needs to be warned of what begins or ends in order: a plugin that starts for the first
   * time has lost nothing, a check that looks before the first connection is there looks again.
   */
  private void tell(Finding before, Verdict verdict, String reason) {
    String name = before.name();
    if (verdict == Verdict.UP) {
      doubtful.remove(name);
    }
    boolean news = before.verdict() != verdict;
    Level level = Level.WARNING;
    if (ending) {
      level = Level.DEBUG;
    } else if (begins(name)) {
      if (verdict != Verdict.UP) {
        doubtful.add(name);
      }
      level = Level.DEBUG;
    } else if (doubtful.remove(name)) {
      news = true;
    } else if (name.equals(before.plugin()) && !wasWell.contains(name)) {
      level = Level.DEBUG;
    } else if (verdict == Verdict.UP) {
      level = Level.INFO;
    }
    if (news) {
      LOG.log(
          level,
          () ->
              name
                  + (before.verdict() == verdict ? " is " : " was " + before.verdict() + ", is ")
                  + verdict
                  + " "
                  + reason);
    }
  }

  private boolean begins(String name) {
    Instant when = added.get(name);
    return when != null
        && clock.instant().isBefore(when.plus(config.interval().multipliedBy(FIRST_ROUNDS)));
  }

  /** An orderly end begins: that everything goes down now is what was asked for. */
  public void ending() {
    ending = true;
  }

  /** Forgets a name. */
  public void remove(String name) {
    findings.remove(name);
    wasWell.remove(name);
    doubtful.remove(name);
    added.remove(name);
    refresh();
  }

  /** Forgets a name if this is what stands there: somebody else may have the name by now. */
  public void remove(String name, Map<String, Object> details) {
    findings.computeIfPresent(
        name, (any, finding) -> finding.details().equals(details) ? null : finding);
    refresh();
  }

  /**
   * The worst that is known of a plugin and its checks; nothing as long as one of them has not run.
   */
  public Optional<Verdict> verdict(String plugin) {
    List<Finding> all =
        findings.values().stream().filter(finding -> finding.plugin().equals(plugin)).toList();
    return all.stream().anyMatch(finding -> finding.details().equals(NOT_CHECKED))
        ? Optional.empty()
        : all.stream().map(Finding::verdict).reduce(Verdict::worse);
  }

  /** All that is on the board now, by name. */
  public List<Finding> findings() {
    return List.copyOf(findings.values());
  }

  /** The names that are on the board now. */
  public Set<String> names() {
    return Set.copyOf(findings.keySet());
  }

  /** How everything is, in one sentence: the verdict, and the first who is not well with why. */
  public String sentence() {
    return snapshot.sentence();
  }

  /**
   * Has this run once, as soon as all that is required is there, every check has run, and nothing
   * is worse than up: now or later, on the thread that found so. It must not wait.
   */
  public void whenWell(Runnable told) {
    whenWell.set(told);
    refresh();
  }

  private void refresh() {
    if (renew()) {
      Runnable told = whenWell.getAndSet(null);
      if (told != null) {
        told.run();
      }
    }
  }

  /** Whether everything is well and somebody wants to know. */
  private synchronized boolean renew() {
    List<Finding> all = List.copyOf(findings.values());
    snapshot = Snapshot.of(all, required);
    return whenWell.get() != null
        && all.stream().allMatch(HealthBoard::isWell)
        && snapshot.ready().verdict() == Verdict.UP;
  }

  private static boolean isWell(Finding finding) {
    return finding.verdict() == Verdict.UP && !finding.details().equals(NOT_CHECKED);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
