package dev.holdfast.eventstore.table;

import io.helidon.dbclient.DbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * PostgreSQL makes an index {@code concurrently}, without a lock against writers; one whose making
 * was interrupted stays as an invalid one. Of several servers one makes it.
 */
record PostgresIndexes(DbClient client) implements IndexUpgrade.Indexes {
  private static final String LOOK =
      """
      select i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = 'event'::regclass and c.relname = ?\
      """;

  /** Of the session, for {@code concurrently} runs several transactions. */
  private static final String TRY_LOCK = "select pg_try_advisory_lock(7523377975159978868)";

  private static final String UNLOCK = "select pg_advisory_unlock(7523377975159978868)";

  private static final String ROWS =
      "select greatest(reltuples, 0)::bigint from pg_class where oid = 'event'::regclass";

  @Override
  public Connection open() {
    return Transaction.open(client);
  }

  @Override
  public boolean isThere(Connection connection, String index) throws SQLException {
    try (PreparedStatement look = connection.prepareStatement(LOOK)) {
      look.setString(1, index);
      try (ResultSet row = look.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  @Override
  public boolean isDroppable(Connection connection, String index) throws SQLException {
    try (PreparedStatement look = connection.prepareStatement(LOOK)) {
      look.setString(1, index);
      try (ResultSet row = look.executeQuery()) {
        return row.next();
      }
    }
  }

  @Override
  public void make(Connection connection, IndexedColumn column) throws SQLException {
    alone(
        connection,
        "drop index concurrently if exists " + column.index(),
        "create index concurrently "
            + column.index()
            + " on event ("
            + column.column()
            + ", sequence)");
  }

  @Override
  public void drop(Connection connection, String index) throws SQLException {
    alone(connection, "drop index concurrently if exists " + index);
  }

  /** Without a limit of time: an index of a large table takes what it takes. */
  private static void alone(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!isYes(statement, TRY_LOCK)) {
        return;
      }
      int limit = connection.getNetworkTimeout();
      try {
        connection.setNetworkTimeout(Runnable::run, 0);
        statement.execute("set statement_timeout = 0");
        for (String sql : statements) {
          statement.execute(sql);
        }
      } finally {
        statement.execute("reset statement_timeout");
        isYes(statement, UNLOCK);
        connection.setNetworkTimeout(Runnable::run, limit);
      }
    }
  }

  private static boolean isYes(Statement statement, String question) throws SQLException {
    try (ResultSet row = statement.executeQuery(question)) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public long rows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ROWS)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
