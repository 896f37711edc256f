package dev.holdfast.database.outage;

import dev.holdfast.database.driver.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The prober's own connection, outside the pool, so that no borrower can exhaust or block it. */
final class ProbeConnection implements AutoCloseable {
  /** A new try is cut after so many times the duration of the last login that went well. */
  private static final int PATIENCE = 8;

  private static final Duration SHORTEST = Duration.ofMillis(500);

  /** Every so many tries one has the whole time, for a network that has become slow. */
  private static final int WHOLE = 4;

  private final Target target;
  private final Duration loginTimeout;
  private final LongSupplier ticker;
  private @Nullable Connection connection;
  private Duration lastLogin;
  private int tries;
  private volatile Duration latency = Duration.ZERO;

  ProbeConnection(Target target, Duration loginTimeout, LongSupplier ticker) {
    this.target = target;
    this.loginTimeout = loginTimeout;
    this.lastLogin = loginTimeout;
    this.ticker = ticker;
  }

  /** How long the last good answer took. */
  Duration latency() {
    return latency;
  }

  boolean isOpen() {
    return connection != null;
  }

  /**
   * Connects, unless it is connected.
   *
   * @return the server's version
   */
  String open() throws SQLException {
    Connection now = connection;
    if (now == null) {
      tries++;
      long start = ticker.getAsLong();
      now = target.openProbe(limit());
      lastLogin = Duration.ofNanos(ticker.getAsLong() - start);
      tries = 0;
      connection = now;
    }
    check();
    return now.getMetaData().getDatabaseProductVersion();
  }

  /**
   * Behind a partition a login hangs where a moment later a new one would get through: most tries
   * are short, by the measure of what this network needs.
   */
  private Duration limit() {
    Duration usual = lastLogin.multipliedBy(PATIENCE);
    Duration limit = usual.compareTo(SHORTEST) < 0 ? SHORTEST : usual;
    return tries % WHOLE == 0 || limit.compareTo(loginTimeout) > 0 ? loginTimeout : limit;
  }

  void check() throws SQLException {
    Connection now = connection;
    if (now == null) {
      throw new SQLException("the prober has no connection", "08003");
    }
    long start = ticker.getAsLong();
    target.check(now);
    latency = Duration.ofNanos(ticker.getAsLong() - start);
  }

  @Override
  public void close() {
    Connection now = connection;
    connection = null;
    if (now != null) {
      // Not close() first: that one may wait for an answer. SQLite knows only the second.
      try {
        now.abort(Runnable::run);
      } catch (SQLException | RuntimeException ignored) {
        // It was dead already, which is why it is closed.
      }
      try {
        now.close();
      } catch (SQLException | RuntimeException ignored) {
        // As above.
      }
    }
  }
}
