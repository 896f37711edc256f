package dev.holdfast.database;

import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Worker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether the database is there. One connection outside the pool is tried at a beat, and at
 * once when a user of the pool meets a dead connection. When it fails, the pool is shut; then this
 * one thread, and nobody else, tries to connect, and a success puts a fresh pool in place.
 *
 * <p>Looking and retrying are two things (decision T2): a look is cheap and frequent, so that a
 * returned database is noticed within a second; attempts that are logged and counted follow the
 * retry policy. After a refusal that only a person can end (a wrong password, a missing database)
 * every look is an attempt, for servers log those.
 */
final class Prober implements Worker, AutoCloseable {
  private final Target target;
  private final SwappablePool pool;
  private final DatabaseConfig.Probe settings;
  private final Backoff backoff;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Announcements announcements;
  private final Semaphore suspicions = new Semaphore(0);
  private volatile DatabaseState state;
  private volatile Duration latency = Duration.ZERO;
  private @Nullable Connection probe;
  private long epoch;
  private long downSince;
  private long nextLook;
  private long nextAttempt;
  private boolean alerted;

  Prober(
      Target target,
      SwappablePool pool,
      DatabaseConfig.Probe settings,
      Backoff backoff,
      InstantSource clock,
      LongSupplier ticker,
      Announcements announcements) {
    this.target = target;
    this.pool = pool;
    this.settings = settings;
    this.backoff = backoff;
    this.clock = clock;
    this.ticker = ticker;
    this.announcements = announcements;
    this.state =
        new DatabaseState.Down(clock.instant(), DatabaseProblems.notYet(target.place()), null, 0);
    long now = ticker.getAsLong();
    this.downSince = now;
    this.nextLook = now;
    this.nextAttempt = now;
  }

  DatabaseState state() {
    return state;
  }

  /** How long the last successful probe took. */
  Duration latency() {
    return latency;
  }

  /** A user of the pool met a connection that is dead: look now. Any thread; never blocks. */
  void suspect() {
    if (state instanceof DatabaseState.Connected && suspicions.availablePermits() == 0) {
      suspicions.release();
    }
  }

  @Override
  public void step() throws InterruptedException {
    if (state instanceof DatabaseState.Connected) {
      watch();
    } else if (state instanceof DatabaseState.Down down) {
      seek(down);
    }
  }

  private void watch() throws InterruptedException {
    boolean suspected = suspicions.tryAcquire(settings.interval().toNanos(), TimeUnit.NANOSECONDS);
    suspicions.drainPermits();
    Connection connection = probe;
    try {
      if (connection == null) {
        throw new SQLException("the prober has no connection", "08003");
      }
      long start = ticker.getAsLong();
      target.check(connection);
      latency = Duration.ofNanos(ticker.getAsLong() - start);
    } catch (SQLException | RuntimeException e) {
      lost(e);
      return;
    }
    if (suspected) {
      pool.refresh();
    }
  }

  private void lost(Exception cause) {
    Problem problem = Causes.problem(cause, target);
    pool.shut(problem, cause);
    state = new DatabaseState.Down(clock.instant(), problem, cause, 0);
    downSince = ticker.getAsLong();
    nextLook = downSince;
    nextAttempt = downSince;
    closeProbe();
    announcements.lost(problem);
  }

  private void seek(DatabaseState.Down down) throws InterruptedException {
    long wait = nextLook - ticker.getAsLong();
    if (wait > 0) {
      // In slices of a second, for each return is a tick.
      TimeUnit.NANOSECONDS.sleep(Math.min(wait, TimeUnit.SECONDS.toNanos(1)));
      return;
    }
    try {
      Connection connection = target.openProbe();
      probe = connection;
      target.check(connection);
      found(down, connection.getMetaData().getDatabaseProductVersion());
    } catch (SQLException | RuntimeException e) {
      closeProbe();
      missed(down, e);
    }
  }

  private void found(DatabaseState.Down down, String version) {
    suspicions.drainPermits();
    pool.open();
    epoch++;
    alerted = false;
    state = new DatabaseState.Connected(clock.instant(), epoch, version);
    announcements.established(version, down.attempts());
    if (epoch > 1) {
      announcements.reconnected(Duration.ofNanos(ticker.getAsLong() - downSince));
    }
  }

  private void missed(DatabaseState.Down down, Exception cause) {
    Problem problem = Causes.problem(cause, target);
    FailureKind kind = FailureKinds.of(cause, target.dialect());
    boolean person =
        kind == FailureKind.CONFIGURATION
            || kind == FailureKind.BUG
            || problem.code().equals(DatabaseProblems.TOO_MANY);
    long now = ticker.getAsLong();
    int attempts = down.attempts();
    boolean other = down.cause() != null && !down.problem().code().equals(problem.code());
    if (now - nextAttempt >= 0) {
      attempts++;
      nextAttempt = now + backoff.delay(attempts).toNanos();
      announcements.attemptFailed(attempts, problem, backoff.nominal(attempts));
    } else if (other) {
      announcements.otherCause(problem);
    }
    nextLook = person ? nextAttempt : now + backoff.lessRandom(settings.whileDown()).toNanos();
    state = new DatabaseState.Down(down.since(), problem, cause, attempts);
    pool.shut(problem, cause);
    boolean longEnough = now - downSince >= settings.alertAfter().toNanos();
    if (other || (!alerted && (person || longEnough))) {
      alerted = true;
      announcements.alert(problem);
    }
  }

  private void closeProbe() {
    Connection connection = probe;
    probe = null;
    if (connection != null) {
      // Not close() first: that one may wait for an answer. SQLite knows only the second.
      try {
        connection.abort(Runnable::run);
      } catch (SQLException | RuntimeException ignored) {
        // It was dead already, which is why it is closed.
      }
      try {
        connection.close();
      } catch (SQLException | RuntimeException ignored) {
        // As above.
      }
    }
  }

  /** After the worker has ended. */
  @Override
  public void close() {
    closeProbe();
  }
}
