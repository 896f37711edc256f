package dev.holdfast.simulator.database;

import dev.holdfast.simulator.DueFaults;
import dev.holdfast.simulator.SimulatedClock;
import dev.holdfast.simulator.disk.Crash;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** Decides what becomes of each call of the database. */
final class Calls {
  private static final int MOST_SECONDS = 300;

  private final SimulatedClock clock;
  private final DueFaults<DatabaseFault> faults = new DueFaults<>(DatabaseFault.class);
  private SplittableRandom random = new SplittableRandom(0);
  private @Nullable Function<Crash.Kind, Crash> end;
  private Crash.Kind kind = Crash.Kind.KILL;
  private int callsUntilCrash;

  Calls(SimulatedClock clock) {
    this.clock = clock;
  }

  void fail(DatabaseFault fault, int first, int times, SplittableRandom randomness) {
    random = randomness;
    faults.add(fault, first, times);
  }

  void crashSoon(
      Crash.Kind how, int calls, Function<Crash.Kind, Crash> ending, SplittableRandom randomness) {
    random = randomness;
    kind = how;
    callsUntilCrash = calls;
    end = ending;
  }

  void heal() {
    faults.clear();
    end = null;
  }

  /** The process is gone; faults that did not come yet can still come. */
  void forgetCrash() {
    end = null;
  }

  Map<DatabaseFault, Long> hits() {
    return faults.hits();
  }

  void hit(DatabaseFault fault) {
    faults.hit(fault);
  }

  boolean comes(DatabaseFault fault) {
    return faults.comes(fault);
  }

  /**
   * Before a call does anything.
   *
   * @param writes whether it changes something
   * @return whether the process ends after it
   * @throws SQLException it fails, and does nothing
   */
  boolean before(boolean writes) throws SQLException {
    Function<Crash.Kind, Crash> ending = end;
    boolean crashes = ending != null && callsUntilCrash-- == 0;
    if (ending != null && crashes && random.nextBoolean()) {
      throw ending.apply(kind);
    }
    if (comes(DatabaseFault.SLOW)) {
      clock.advance(Duration.ofSeconds(1L + random.nextInt(MOST_SECONDS)));
    }
    if (comes(DatabaseFault.CONNECTION_LOST)) {
      throw lost();
    }
    if (comes(DatabaseFault.CONFLICT)) {
      throw failure("the database is locked", SQLiteErrorCode.SQLITE_BUSY);
    }
    if (writes && comes(DatabaseFault.READ_ONLY)) {
      throw failure("attempt to write a readonly database", SQLiteErrorCode.SQLITE_READONLY);
    }
    if (writes && comes(DatabaseFault.FULL)) {
      throw failure("database or disk is full", SQLiteErrorCode.SQLITE_FULL);
    }
    return crashes;
  }

  /** The end of the process, now that the call has done its work. */
  Crash crash() {
    Function<Crash.Kind, Crash> ending = end;
    if (ending == null) {
      throw new IllegalStateException("no crash was to come");
    }
    return ending.apply(kind);
  }

  static SQLException lost() {
    return new SQLNonTransientConnectionException("simulated: the connection was lost");
  }

  static boolean isLost(SQLException failure) {
    return failure instanceof SQLNonTransientConnectionException;
  }

  static boolean isFull(SQLException failure) {
    return failure.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code;
  }

  private static SQLException failure(String words, SQLiteErrorCode code) {
    return new SQLException("simulated: " + words, null, code.code);
  }
}
