package dev.holdfast.eventstore;

import io.helidon.dbclient.DbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * Deletes from the old end of the table, one short transaction at a time, along its primary key.
 * Each one begins where the last one ended: what it deleted is still there for PostgreSQL to step
 * over until a vacuum.
 */
final class OldestRows {
  private static final String COUNT = "select count(*) from event";

  /** How many of the next so many rows are old, and where the last old one is. */
  private static final String OLD_AMONG_THE_NEXT =
      """
      select max(sequence) from (
        select sequence, received_at from event where sequence > ? order by sequence limit ?) oldest
      where received_at < %s\
      """;

  private static final String LAST_OF_THE_NEXT =
      """
      select max(sequence) from (
        select sequence from event where sequence > ? order by sequence limit ?) oldest\
      """;

  private static final String DELETE = "delete from event where sequence > ? and sequence <= ?";

  private final DbClient client;
  private final String instant;
  private final UnaryOperator<String> old;
  private long from;

  /**
   * Begins at the oldest row.
   *
   * @param table how it compares {@code received_at} with a moment
   */
  OldestRows(DbClient client, EventTable table, Instant before) {
    this.client = client;
    this.instant = table.moment(before);
    this.old = sql -> sql.formatted(table.momentParameter());
  }

  /** How many rows there are. */
  long count() throws SQLException {
    try (Connection connection = open();
        PreparedStatement select = connection.prepareStatement(COUNT);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Deletes what is old among the next rows.
   *
   * @return how many; 0 when the next ones are not old
   */
  int deleteOld(int rows) throws SQLException {
    try (Connection connection = open()) {
      long to;
      try (PreparedStatement select = connection.prepareStatement(old.apply(OLD_AMONG_THE_NEXT))) {
        select.setLong(1, from);
        select.setInt(2, rows);
        select.setString(3, instant);
        to = number(select);
      }
      String delete = old.apply(DELETE + " and received_at < %s");
      try (PreparedStatement statement = connection.prepareStatement(delete)) {
        statement.setString(3, instant);
        return delete(statement, to);
      }
    }
  }

  /** Deletes the next rows. */
  int delete(int rows) throws SQLException {
    try (Connection connection = open()) {
      long to;
      try (PreparedStatement select = connection.prepareStatement(LAST_OF_THE_NEXT)) {
        select.setLong(1, from);
        select.setInt(2, rows);
        to = number(select);
      }
      try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
        return delete(statement, to);
      }
    }
  }

  private int delete(PreparedStatement statement, long to) throws SQLException {
    if (to <= from) {
      return 0;
    }
    statement.setLong(1, from);
    statement.setLong(2, to);
    int deleted = statement.executeUpdate();
    from = to;
    return deleted;
  }

  /** What was selected; 0 when there is none. */
  private static long number(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private Connection open() {
    return client.execute().unwrap(Connection.class);
  }
}
