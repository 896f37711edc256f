package dev.holdfast.database.examination;

import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Examination;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/** Checks that the server has enough connections for the whole pool. */
final class ConnectionsExamination {
  /** Beside the pool: the prober's own, and one for a person. */
  private static final int BESIDE_THE_POOL = 2;

  /**
   * What is open counts without our own: this session, and all that a running server of this data
   * directory has, for they are the pool.
   */
  private static final String FIGURES =
      """
      select current_setting('max_connections')::int
             - current_setting('superuser_reserved_connections')::int
             - coalesce(current_setting('reserved_connections', true), '0')::int,
             (select count(*) from pg_stat_activity
              where backend_type = 'client backend' and pid <> pg_backend_pid()
                and not (? and application_name = 'holdfast')),
             (select rolconnlimit from pg_roles where rolname = current_user),
             (select datconnlimit from pg_database where datname = current_database())\
      """;

  private final Examination examination;
  private final Target target;
  private final int poolSize;

  ConnectionsExamination(Examination examination, Target target, int poolSize) {
    this.examination = examination;
    this.target = target;
    this.poolSize = poolSize;
  }

  void run(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIGURES)) {
      statement.setQueryTimeout(PostgresExamination.STATEMENT_LIMIT);
      statement.setBoolean(1, examination.serverRuns());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        judge(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4));
      }
    }
  }

  private void judge(int server, int others, int role, int database) {
    int need = poolSize + BESIDE_THE_POOL;
    String text =
        String.format(
            Locale.ROOT,
            "the server has %d for everybody, others use %d, the pool and its probe need up to %d",
            server,
            others,
            need);
    String limits =
        (role < 0 ? "" : ", the user may have " + role)
            + (database < 0 ? "" : ", the database may have " + database);
    boolean small = (role >= 0 && role < need) || (database >= 0 && database < need);
    if (others + need > server || small) {
      examination.warn(
          "connections",
          DatabaseExaminationProblems.connectionsShort(target.login()).because(text + limits));
    } else {
      examination.ok("connections", text + limits);
    }
  }
}
