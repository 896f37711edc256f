package dev.holdfast.eventstore.table;

import dev.holdfast.spi.support.ClockLead;
import io.helidon.dbclient.DbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Deletes the oldest rows of the table along its primary key, one short transaction at a time. Each
 * one begins where the last one ended: what it deleted is still there for PostgreSQL to step over
 * until a vacuum.
 */
public final class OldestRows {
  /** Along the primary key as far as the number that stays, however many rows there are. */
  private static final String LAST_BEYOND =
      "select sequence from event order by sequence desc limit 1 offset ?";

  /**
   * Where the last old one of the next so many rows is, by a clock that can be believed. Those
   * before it are as old, whatever theirs said.
   */
  private static final String OLD_AMONG_THE_NEXT =
      """
      select max(sequence) from (
        select sequence, received_at from event where sequence > ? order by sequence limit ?) oldest
      where received_at < %1$s and received_at >= %1$s\
      """;

  /**
   * Whether the time of the very next row cannot be believed; no row when there is none or it can.
   */
  private static final String NEXT_IS_UNBELIEVABLE =
      """
      select sequence from (
        select sequence, received_at from event where sequence > ? order by sequence limit 1) oldest
      where received_at > %1$s or received_at < %1$s\
      """;

  private static final String LAST_OF_THE_NEXT =
      """
      select max(sequence) from (
        select sequence from event where sequence > ? order by sequence limit ?) oldest\
      """;

  private static final String DELETE = "delete from event where sequence > ? and sequence <= ?";

  private final DbClient client;
  private final String instant;
  private final String present;
  private final String earliest;
  private final UnaryOperator<String> old;
  private long from;
  private long spared = -1;

  /**
   * Begins at the oldest row.
   *
   * @param table how it compares {@code received_at} with a moment
   */
  public OldestRows(DbClient client, EventTable table, Instant now, Instant before) {
    this.client = client;
    this.present = table.moment(now);
    this.instant = table.moment(before);
    this.earliest = table.moment(ClockLead.EARLIEST);
    this.old = sql -> String.format(Locale.ROOT, sql, table.momentParameter());
  }

  /** The newest row of those that are not among the newest so many; 0 when there is none. */
  public long lastBeyond(long newest) throws SQLException {
    try (Connection connection = open();
        PreparedStatement select = connection.prepareStatement(LAST_BEYOND)) {
      select.setLong(1, newest);
      return number(select);
    }
  }

  /**
   * Deletes what is old among the next rows. Those that came by a clock that was wrong, ahead or
   * not set yet, are stepped over: old ones may be behind them.
   *
   * @return how many, 0 when it only stepped over some; empty when the next ones are not old
   */
  public OptionalInt deleteOld(int rows) throws SQLException {
    try (Connection connection = open()) {
      long begun = from;
      long to = number(connection, old.apply(OLD_AMONG_THE_NEXT), rows, instant, earliest);
      if (to <= from) {
        from = behindUnbelievable(connection, rows);
        spare(begun);
        return from > begun ? OptionalInt.of(0) : OptionalInt.empty();
      }
      String delete = old.apply(DELETE + " and received_at < %s");
      try (PreparedStatement statement = connection.prepareStatement(delete)) {
        statement.setString(3, instant);
        int deleted = delete(statement, to);
        if (deleted < rows) {
          spare(begun);
        }
        return OptionalInt.of(deleted);
      }
    }
  }

  private long behindUnbelievable(Connection connection, int rows) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(old.apply(NEXT_IS_UNBELIEVABLE))) {
      select.setLong(1, from);
      select.setString(2, present);
      select.setString(3, earliest);
      if (number(select) <= from) {
        return from;
      }
    }
    return number(connection, LAST_OF_THE_NEXT, rows);
  }

  private void spare(long behind) {
    spared = spared < 0 ? behind : spared;
  }

  /** Begins again with the first rows that were stepped over. */
  public void rewind() {
    from = spared < 0 ? from : spared;
  }

  /** Deletes the next rows up to one of them; empty when there are none. */
  public OptionalInt delete(int rows, long last) throws SQLException {
    try (Connection connection = open()) {
      long to = Math.min(last, number(connection, LAST_OF_THE_NEXT, rows));
      if (to <= from) {
        return OptionalInt.empty();
      }
      try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
        return OptionalInt.of(delete(statement, to));
      }
    }
  }

  private int delete(PreparedStatement statement, long to) throws SQLException {
    statement.setLong(1, from);
    statement.setLong(2, to);
    int deleted = statement.executeUpdate();
    from = to;
    return deleted;
  }

  private long number(Connection connection, String sql, int rows, String... moments)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, from);
      select.setInt(2, rows);
      for (int i = 0; i < moments.length; i++) {
        select.setString(3 + i, moments[i]);
      }
      return number(select);
    }
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
