package dev.holdfast.database.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.database.driver.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One HikariCP pool from its opening to its end, with every connection that it made.
 *
 * <p>HikariCP's own close aborts connections in use only after a pending connect has finished or
 * failed, which takes as long as the login timeout behind a partition. Borrowers on a dead
 * connection must not wait that long, so connections are aborted here.
 */
public final class PoolInstance {
  private final HikariDataSource source;
  private final Set<Connection> made = ConcurrentHashMap.newKeySet();
  private volatile boolean abandoned;

  /** Is told of each dead connection that a borrower met; must not block. */
  public interface DeadConnectionListener {
    void met(PoolInstance instance, Throwable failure);
  }

  /**
   * Opens a pool, which is empty and fills itself.
   *
   * @param config without a data source
   */
  PoolInstance(Target target, HikariConfig config, DeadConnectionListener deadConnections) {
    config.setDataSource(new TargetDataSource(() -> make(target)));
    config.setExceptionOverride(
        new EvictionPolicy(target.dialect(), failure -> deadConnections.met(this, failure)));
    source = new HikariDataSource(config);
  }

  private Connection make(Target target) throws SQLException {
    if (abandoned) {
      throw new SQLException("the pool was given up", "08003");
    }
    Connection connection = target.open();
    made.removeIf(PoolInstance::isClosed);
    made.add(connection);
    if (abandoned) {
      abort(connection);
    }
    return connection;
  }

  HikariDataSource source() {
    return source;
  }

  /** One connection, as HikariCP gives it. */
  EvictableConnection checkOut() throws SQLException {
    Connection connection = source.getConnection();
    return new EvictableConnection(connection, () -> source.evictConnection(connection));
  }

  /**
   * Waits for the first connection, which shows that the pool can make some.
   *
   * @throws SQLException why it cannot
   */
  void awaitFirst(int slices) throws SQLException {
    for (int slice = 1; ; slice++) {
      try (Connection first = source.getConnection()) {
        return;
      } catch (SQLTransientConnectionException e) {
        if (e.getCause() instanceof SQLException refusal) {
          throw refusal;
        }
        if (slice >= slices) {
          throw e;
        }
      }
    }
  }

  /** Aborts every connection, in use or not, and closes the pool. May take seconds. */
  void abandon() {
    abandoned = true;
    made.forEach(PoolInstance::abort);
    source.close();
    made.clear();
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException | RuntimeException ignored) {
      // Nothing is left to abort; HikariCP closes what remains.
    }
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
