package dev.holdfast.eventstore.table;

import io.helidon.dbclient.DbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite makes an index as a whole or not at all, and holds up the writer meanwhile. */
record SqliteIndexes(DbClient client) implements IndexUpgrade.Indexes {
  private static final String LOOK =
      "select 1 from sqlite_master where type = 'index' and tbl_name = 'event' and name = ?";

  @Override
  public Connection open() {
    return Transaction.open(client);
  }

  @Override
  public boolean isThere(Connection connection, String index) throws SQLException {
    try (PreparedStatement look = connection.prepareStatement(LOOK)) {
      look.setString(1, index);
      try (ResultSet row = look.executeQuery()) {
        return row.next();
      }
    }
  }

  @Override
  public boolean isDroppable(Connection connection, String index) throws SQLException {
    return isThere(connection, index);
  }

  @Override
  public void make(Connection connection, IndexedColumn column) throws SQLException {
    execute(
        connection,
        "create index if not exists "
            + column.index()
            + " on event ("
            + column.column()
            + ", sequence)");
  }

  @Override
  public void drop(Connection connection, String index) throws SQLException {
    execute(connection, "drop index if exists " + index);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The newest number; close when little is deleted. */
  @Override
  public long rows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select max(sequence) from event")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
