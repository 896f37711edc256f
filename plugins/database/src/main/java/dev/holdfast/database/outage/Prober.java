package dev.holdfast.database.outage;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.FailureKinds;
import dev.holdfast.database.driver.FailureMessages;
import dev.holdfast.database.driver.Target;
import dev.holdfast.database.pool.PoolInstance;
import dev.holdfast.database.pool.SwappablePool;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Worker;
import dev.holdfast.spi.support.Backoff;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Detects the loss of the database and reconnects.
 *
 * <p><b>Noticing.</b> A dedicated connection outside the pool is probed at an interval, and
 * borrowers report dead connections. The first failure gives up the whole pool: waits on its
 * connections are cut, and requests for a connection are refused at once. A pool that finds its
 * dead connections one by one needs a timeout for each of them.
 *
 * <p><b>Coming back.</b> Only this thread tries to connect, at most once an interval, however many
 * wait. After a success it makes a fresh pool and puts it in place with its first connection. So
 * the time to come back does not grow with the length of the outage.
 *
 * <p><b>Looking and retrying are two things</b>: a look is cheap and frequent, so that a returned
 * database is noticed at once; attempts that are logged and counted follow the retry policy. After
 * a refusal that only a person can end (a wrong password, a missing database) looks are rarer, for
 * servers log those.
 *
 * <p>Only this thread moves the state, but for one step: any thread may make Connected Suspect.
 */
public final class Prober implements Worker, AutoCloseable {
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  private final Target target;
  private final SwappablePool pool;
  private final ProbeConnection probe;
  private final DatabaseConfig.Probe settings;
  private final Duration loginTimeout;
  private final Backoff backoff;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Outages outages;
  private final OutageLog outageLog;
  private final Object moves = new Object();
  private final Semaphore wake = new Semaphore(0);
  private volatile Runnable moved = () -> {};
  private volatile DatabaseState state;
  private volatile Instant lastGood;
  private volatile boolean lookNow;
  private long epoch;
  private long downSince;
  private long nextLook;
  private long nextAttempt;
  private int attempts;
  private boolean alerted;

  public Prober(
      Target target,
      SwappablePool pool,
      DatabaseConfig config,
      Backoff backoff,
      InstantSource clock,
      LongSupplier ticker,
      Outages outages,
      OutageLog outageLog) {
    this.target = target;
    this.pool = pool;
    this.probe = new ProbeConnection(target, config.loginTimeout(), ticker);
    this.settings = config.probe();
    this.loginTimeout = config.loginTimeout();
    this.backoff = backoff;
    this.clock = clock;
    this.ticker = ticker;
    this.outages = outages;
    this.outageLog = outageLog;
    this.lastGood = clock.instant();
    this.state = new DatabaseState.Connecting(lastGood, DatabaseProblems.notYet(target.location()));
    this.downSince = ticker.getAsLong();
    this.nextLook = downSince;
    this.nextAttempt = downSince;
  }

  /** Who is told of each change of the state; must not block. */
  public void tell(Runnable listener) {
    moved = listener;
  }

  public DatabaseState state() {
    return state;
  }

  /** How long the last good probe took. */
  public Duration latency() {
    return probe.latency();
  }

  /**
   * A user of the pool met a dead connection. Any thread; never blocks on the network. Late news
   * from a pool that has been given up already are no news.
   */
  public void met(PoolInstance instance, Throwable failure) {
    synchronized (moves) {
      if (pool.holds(instance)) {
        giveUp(FailureMessages.problem(failure, target), failure);
      }
    }
  }

  /**
   * Gives up the pool and the probe, and connects afresh.
   *
   * @return the state in which that has ended, or at the limit
   */
  public DatabaseState reconnect(Duration limit) throws InterruptedException {
    synchronized (moves) {
      DatabaseState before = state;
      if (before instanceof DatabaseState.Connected) {
        giveUp(DatabaseProblems.asked(), null);
      }
      lookNow = true;
      wake.release();
      await(limit, now -> !now.equals(before) && isSettled(now));
      return state;
    }
  }

  private static boolean isSettled(DatabaseState state) {
    return state instanceof DatabaseState.Connected || state instanceof DatabaseState.Down;
  }

  /** Waits until the database is there, as far as is known; false at the limit. */
  public boolean awaitConnected(Duration limit) throws InterruptedException {
    return await(limit, now -> now instanceof DatabaseState.Connected);
  }

  private boolean await(Duration limit, Predicate<DatabaseState> wanted)
      throws InterruptedException {
    long end = ticker.getAsLong() + limit.toNanos();
    synchronized (moves) {
      while (!wanted.test(state)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - ticker.getAsLong());
        if (left <= 0) {
          return false;
        }
        moves.wait(left);
      }
      return true;
    }
  }

  @Override
  public void step() throws InterruptedException {
    if (state instanceof DatabaseState.Connected) {
      watch();
    } else {
      seek();
    }
  }

  private void watch() throws InterruptedException {
    if (wake.tryAcquire(backoff.varied(settings.interval()).toNanos(), TimeUnit.NANOSECONDS)) {
      wake.drainPermits();
      return;
    }
    try {
      probe.check();
      lastGood = clock.instant();
    } catch (SQLException | RuntimeException e) {
      probe.close();
      synchronized (moves) {
        if (state instanceof DatabaseState.Connected) {
          giveUp(FailureMessages.problem(e, target), e);
        }
      }
    }
  }

  /** From Connected to Suspect; holds the lock. */
  private void giveUp(Problem problem, @Nullable Throwable cause) {
    pool.shut(problem, cause);
    Instant now = clock.instant();
    downSince = ticker.getAsLong();
    attempts = 0;
    nextAttempt = downSince;
    // The first look may come at once, unless the last one was a moment ago: one an interval.
    outages.begun(cause == null ? now : lastGood, now, problem);
    move(new DatabaseState.Suspect(now, problem));
    if (cause == null) {
      outageLog.asked();
    } else {
      outageLog.lost(problem, outages);
    }
    lookNow = cause == null;
    wake.release();
  }

  private void move(DatabaseState next) {
    synchronized (moves) {
      state = next;
      moves.notifyAll();
    }
    moved.run();
  }

  private void seek() throws InterruptedException {
    long wait = nextLook - ticker.getAsLong();
    if (wait > 0 && !lookNow) {
      // Not to the end of a long wait, for each return is a tick.
      wake.tryAcquire(Math.min(wait, LONGEST_SLEEP.toNanos()), TimeUnit.NANOSECONDS);
      wake.drainPermits();
      return;
    }
    if (lookNow) {
      lookNow = false;
      probe.close();
    }
    nextLook = ticker.getAsLong() + backoff.varied(settings.whileDown()).toNanos();
    outages.look();
    try {
      String version = probe.open();
      found(version);
    } catch (SQLException | RuntimeException e) {
      probe.close();
      missed(e);
    }
  }

  private void found(String version) throws SQLException {
    DatabaseState before = state;
    Problem why = before.problem();
    move(
        new DatabaseState.Recovering(
            before.since(), why == null ? DatabaseProblems.notYet(target.location()) : why));
    PoolInstance fresh = pool.prepare(loginTimeout);
    synchronized (moves) {
      epoch++;
      pool.open(fresh);
      Instant now = clock.instant();
      lastGood = now;
      move(new DatabaseState.Connected(now, epoch, version));
    }
    Duration away = outages.ended(clock.instant());
    alerted = false;
    outageLog.established(version, attempts, epoch > 1 ? away : null, outages);
    attempts = 0;
  }

  private void missed(Exception cause) {
    Problem problem = FailureMessages.problem(cause, target);
    FailureKind kind = FailureKinds.of(cause, target.dialect());
    boolean person =
        kind == FailureKind.CONFIGURATION
            || kind == FailureKind.BUG
            || problem.code().equals(DatabaseProblems.TOO_MANY)
            || problem.code().equals(DatabaseProblems.POOLER_REFUSES);
    long now = ticker.getAsLong();
    DatabaseState before = state;
    boolean other =
        before instanceof DatabaseState.Down down && !down.problem().code().equals(problem.code());
    if (now - nextAttempt >= 0) {
      attempts++;
      outages.attemptFailed();
      Duration next = backoff.after(attempts);
      nextAttempt = now + next.toNanos();
      outageLog.attemptFailed(attempts, problem, next);
    } else if (other) {
      outageLog.otherCause(problem);
    }
    if (person) {
      nextLook = now + backoff.varied(settings.whileRefused()).toNanos();
    }
    Instant nextTry = clock.instant().plusNanos(Math.max(0, nextLook - now));
    pool.shut(problem, cause);
    move(new DatabaseState.Down(before.since(), problem, attempts, nextTry));
    boolean longEnough = now - downSince >= settings.alertAfter().toNanos();
    if (other || (!alerted && (person || longEnough))) {
      alerted = true;
      outageLog.alert(problem);
    }
  }

  /** After the worker has ended. */
  @Override
  public void close() {
    probe.close();
  }
}
