package dev.holdfast.database.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Logs a line for every statement: operation, outcome, rows, time and borrower, never a value. It
 * is off until it is switched on, and switches itself off again, for a busy server writes thousands
 * of lines a second.
 */
public final class StatementLog {
  private static final Logger LOG = System.getLogger("dev.holdfast.database.statements");

  /** Nobody forgets it for longer. */
  private static final Duration LONGEST = Duration.ofHours(24);

  private final LongSupplier ticker;
  private volatile State state;

  private sealed interface State {}

  private record Off() implements State {}

  private record Always() implements State {}

  private record Until(long end) implements State {}

  StatementLog(boolean always, LongSupplier ticker) {
    this.ticker = ticker;
    this.state = always ? new Always() : new Off();
  }

  /** Asked for every statement. */
  public boolean on() {
    return switch (state) {
      case Off _ -> false;
      case Always _ -> true;
      case Until until -> ticker.getAsLong() - until.end() < 0 || ranOut();
    };
  }

  /** Always false. */
  private synchronized boolean ranOut() {
    if (state instanceof Until until && ticker.getAsLong() - until.end() >= 0) {
      state = new Off();
      LOG.log(Level.INFO, "The statement log is off again: its time is over");
    }
    return false;
  }

  /**
   * Logs every statement for a while.
   *
   * @param time more than nothing; a day at most, longer ones are cut
   */
  public synchronized void switchOn(Duration time) {
    Duration cut = time.compareTo(LONGEST) > 0 ? LONGEST : time;
    state = new Until(ticker.getAsLong() + cut.toNanos());
    LOG.log(Level.INFO, "The statement log is on for {0} s", Long.toString(cut.toSeconds()));
  }

  public synchronized void switchOff() {
    if (on()) {
      state = new Off();
      LOG.log(Level.INFO, "The statement log is off");
    }
  }

  /**
   * Writes a line, if it is on.
   *
   * @param rows changed or read; negative when nobody knows
   * @param outcome ok, or the kind of failure with its SQLState
   */
  void write(String sql, String borrower, long nanoseconds, long rows, String outcome) {
    if (on()) {
      LOG.log(
          Level.INFO,
          "{0}: {1}, {2}{3} ms, {4}",
          SqlText.of(sql).operation(),
          outcome,
          rows < 0 ? "" : rows + " rows, ",
          String.format(Locale.ROOT, "%.3f", nanoseconds / 1e6),
          borrower);
    }
  }
}
