package dev.holdfast.eventstore.table;

import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs work in one transaction on a connection of its own. */
final class Transaction {
  private Transaction() {}

  /** What is done in it. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * Commits what the work did, or rolls it back when the work fails.
   *
   * @param failure what it means that it failed
   * @throws DbClientException around the failure of the database
   */
  static <T> T run(DbClient client, String failure, Work<T> work) {
    try (Connection connection = open(client)) {
      return run(connection, work);
    } catch (SQLException e) {
      throw new DbClientException(failure, e);
    }
  }

  /** The same on a connection in auto-commit. */
  static <T> T run(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.run(connection);
      // Commits, and unlike commit() of SQLite's driver begins no other one, for which it may wait.
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      rollback(connection, e);
      throw e;
    }
  }

  /** When the disk is full SQLite has rolled back already, and the driver complains. */
  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  static Connection open(DbClient client) {
    return client.execute().unwrap(Connection.class);
  }
}
