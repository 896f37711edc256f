package dev.holdfast.database.examination;

import dev.holdfast.spi.Examination;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * Checks whether a pooler such as PgBouncer gives each transaction another session of the server.
 * The driver's prepared statements then collide with others of the same name: "prepared statement
 * S_1 already exists".
 *
 * <p>While a second connection keeps a transaction open on the session that the first one used
 * last, the first one is asked again who serves it. With a session of its own it is always the
 * same.
 */
final class PoolerExamination {
  private PoolerExamination() {}

  /** Opens a connection of the same kind. */
  @FunctionalInterface
  interface Opening {
    Connection open() throws SQLException;
  }

  static void run(
      Examination examination, Opening opening, Connection first, Map<String, String> parameters)
      throws SQLException {
    if (!changes(opening, first)) {
      examination.ok("pooler", "none that shares sessions");
    } else if ("0".equals(parameters.get("prepareThreshold"))) {
      examination.ok("pooler", "it shares sessions, and prepareThreshold=0 is set as it must be");
    } else {
      String why = "two statements of one connection were served by two sessions";
      examination.warn("pooler", DatabaseExaminationProblems.pooler().because(why));
    }
  }

  private static boolean changes(Opening opening, Connection first) throws SQLException {
    int before = session(first);
    try (Connection second = opening.open()) {
      second.setAutoCommit(false);
      session(second);
      int now = session(first);
      second.rollback();
      return now != before;
    }
  }

  private static int session(Connection connection) throws SQLException {
    try (Statement statement = PostgresExamination.limited(connection);
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
