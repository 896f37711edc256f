package dev.holdfast.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Levels of loggers that are changed while the server runs, and return by themselves: a log at
 * DEBUG that somebody forgot fills the disk. When the log's configuration is read again, all of
 * them are as it says.
 */
public final class LogLevels implements AutoCloseable {
  static final Problem BAD =
      new Problem(
          "HF-LOG-001",
          400,
          "This level cannot be set",
          "",
          "Say a logger such as dev.holdfast.database, a level of OFF, ERROR, WARN, INFO, DEBUG or TRACE,"
              + " and for how long, 1 s to 1 d");

  /** More loggers than this at one time are a mistake. */
  private static final int MOST = 50;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");
  private static final List<String> LEVELS =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");
  static final Duration LONGEST = Duration.ofDays(1);
  private static final System.Logger LOG = System.getLogger("dev.holdfast.server");

  /**
   * A level that is not as the configuration says.
   *
   * @param until when it returns
   */
  public record Changed(String logger, String level, Instant until) {}

  private record Change(Changed shown, @Nullable Level before, Future<?> end) {}

  private final LoggerContext context;
  private final InstantSource clock;
  private final Map<String, Change> changes = new TreeMap<>();
  private final ScheduledThreadPoolExecutor ends;

  /** Nothing is changed yet. */
  public LogLevels(LoggerContext context, InstantSource clock) {
    this.context = context;
    this.clock = clock;
    this.ends =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("holdfast-log-levels").daemon().factory());
    ends.setRemoveOnCancelPolicy(true);
    ends.prestartAllCoreThreads();
    context.addListener(new ReadAgain());
  }

  /**
   * Changes the level of a logger and all below it.
   *
   * @param length for how long, 1 s to 1 day
   * @throws ProblemException a name, level or time that cannot be
   */
  public synchronized Changed set(String logger, String level, Duration length) {
    check(NAME.matcher(logger).matches(), "not the name of a logger: " + logger);
    check(LEVELS.contains(level), "not a level: " + level);
    check(length.toSeconds() >= 1 && length.compareTo(LONGEST) <= 0, "not for so long: " + length);
    Logger real = context.getLogger(logger);
    // "root" and "ROOT" are one logger.
    String name = real.getName();
    Change old = changes.get(name);
    check(old != null || changes.size() < MOST, MOST + " loggers are changed already");
    Level before = old == null ? real.getLevel() : old.before();
    if (old != null) {
      old.end().cancel(false);
    }
    Changed shown = new Changed(name, level, clock.instant().plus(length));
    Future<?> end = ends.schedule(() -> end(shown), length.toMillis(), TimeUnit.MILLISECONDS);
    changes.put(name, new Change(shown, before, end));
    real.setLevel(Level.valueOf(level));
    LOG.log(System.Logger.Level.INFO, () -> name + " logs at " + level + " for " + length);
    return shown;
  }

  /** Gives a logger its own level back now. */
  public synchronized void giveBack(String logger) {
    Logger real = context.getLogger(logger);
    Change change = changes.remove(real.getName());
    if (change != null) {
      change.end().cancel(false);
      real.setLevel(change.before());
      LOG.log(System.Logger.Level.INFO, () -> real.getName() + " logs as it is configured again");
    }
  }

  /** One that was changed once more while its end waited for the lock stays. */
  private synchronized void end(Changed shown) {
    Change change = changes.get(shown.logger());
    if (change != null && change.shown().equals(shown)) {
      giveBack(shown.logger());
    }
  }

  private synchronized void forget() {
    changes.values().forEach(change -> change.end().cancel(false));
    changes.clear();
  }

  /** What is changed now, by logger. */
  public synchronized List<Changed> changed() {
    return changes.values().stream().map(Change::shown).toList();
  }

  private static void check(boolean good, String why) {
    if (!good) {
      throw new ProblemException(BAD.because(why));
    }
  }

  @Override
  public void close() {
    ends.shutdownNow();
  }

  /** What was changed by hand is gone then, and what was before may be another level now. */
  private final class ReadAgain implements LoggerContextListener {
    @Override
    public boolean isResetResistant() {
      return true;
    }

    @Override
    public void onReset(LoggerContext reset) {
      forget();
    }

    @Override
    public void onStart(LoggerContext started) {}

    @Override
    public void onStop(LoggerContext stopped) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}
  }
}
