package dev.holdfast.server.web;

import dev.holdfast.spi.Problem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The record of who operated the server, and who tried to: one line a request, by the logger {@code
 * dev.holdfast.audit}.
 *
 * <p>A line is {@code done} or {@code refused}, followed by {@code name=value} pairs; values from
 * outside are quoted, escaped and cut. Everybody who reaches the port can be refused, so those
 * lines are limited: what exceeds the limit of a minute is counted, and the count is told before
 * the first refusal of a later minute, or at the end. Safe for use by several threads.
 */
public final class Audit {
  private static final Logger LOG = System.getLogger("dev.holdfast.audit");
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();

  /**
   * One request.
   *
   * @param who the principal
   * @param from the host that the connection comes from
   * @param path as it was sent, without its query
   */
  record Call(String who, String from, String method, String path) {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_PATH = 256;

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "who=%s from=%s method=%s path=%s",
          Quoted.of(who, LONGEST_NAME),
          Quoted.of(from, LONGEST_NAME),
          Quoted.of(method, LONGEST_NAME),
          Quoted.of(path, LONGEST_PATH));
    }
  }

  /** A request that is under way. */
  final class Operation {
    private final Call call;
    private final long begun = ticker.getAsLong();

    private Operation(Call call) {
      this.call = call;
    }

    void ended(int status) {
      long millis = Duration.ofNanos(ticker.getAsLong() - begun).toMillis();
      write("done " + call + " status=" + status + " millis=" + millis);
    }
  }

  private final int refusalsPerMinute;
  private final LongSupplier ticker;
  private final Consumer<String> lines;
  private long windowBegun;
  private int inWindow;
  private long untold;

  /**
   * Creates one that writes to the log.
   *
   * @param refusalsPerMinute how many refused requests get a line of their own
   * @param ticker nanoseconds of a clock that only goes forward
   */
  public Audit(int refusalsPerMinute, LongSupplier ticker) {
    this(refusalsPerMinute, ticker, line -> LOG.log(Level.INFO, line));
  }

  Audit(int refusalsPerMinute, LongSupplier ticker, Consumer<String> lines) {
    this.refusalsPerMinute = refusalsPerMinute;
    this.ticker = ticker;
    this.lines = lines;
    this.windowBegun = ticker.getAsLong();
  }

  Operation begin(Call call) {
    return new Operation(call);
  }

  void refused(Call call, Problem problem) {
    if (isWithinLimit()) {
      write("refused " + call + " status=" + problem.status() + " code=" + problem.code());
    }
  }

  private synchronized boolean isWithinLimit() {
    long now = ticker.getAsLong();
    if (now - windowBegun >= WINDOW) {
      tellRest();
      windowBegun = now;
      inWindow = 0;
    }
    if (inWindow == refusalsPerMinute) {
      untold++;
      return false;
    }
    inWindow++;
    return true;
  }

  private synchronized void tellRest() {
    if (untold > 0) {
      write("refused more=" + untold);
      untold = 0;
    }
  }

  /** Tells what was only counted so far. */
  void close() {
    tellRest();
  }

  /** A request that was served stays served, whatever the log says to it. */
  private void write(String line) {
    try {
      lines.accept(line);
    } catch (RuntimeException e) {
      System.err.println("holdfast: a line of the audit was lost (" + e + "): " + line);
    }
  }
}
