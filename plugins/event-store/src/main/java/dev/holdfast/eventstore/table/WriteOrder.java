package dev.holdfast.eventstore.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Lets any number of transactions write to PostgreSQL's table at once, and readers know which rows
 * are complete. Numbers are given out before the commit: a reader that sees number 8 while 7 is not
 * committed yet would move its cursor past 7 and never see it.
 *
 * <p>Before a writer takes its first number it holds a shared lock, until its transaction is over,
 * whose key is the newest number at that time: all of its own are larger. Nobody waits for the
 * lock. A reader first asks for the newest number, then for the lowest lock that is held. Up to the
 * lower of both every number was given to a transaction that is over, and what it left is visible
 * to the statement that comes next. Whoever takes the lock later gets larger numbers.
 *
 * <p>Rejected: writers that take turns (a third of the rate on two connections); a column with the
 * transaction's id and a cursor of id and number (another index; old rows have none; a dump that is
 * restored elsewhere has ids of the future, and a forgotten transaction of anybody in the whole
 * cluster stops every follower).
 */
final class WriteOrder {
  /** The upper 16 bits of the keys, "HF"; 48 bits are left for the number. */
  private static final long KEYS = 0x4846;

  private static final String NEWEST =
      "coalesce(pg_sequence_last_value("
          + "pg_get_serial_sequence('event', 'sequence')::regclass), 0)";

  private static final String ANNOUNCE =
      "select pg_advisory_xact_lock_shared(" + (KEYS << 48) + " + " + NEWEST + ")";

  /** What comes first is asked first: the locks for each row of the newest number. */
  private static final String COMPLETE =
      "with newest as materialized (select "
          + NEWEST
          + " as number) select least(newest.number, writing.number) from newest cross join lateral ("
          + "select min(((classid::bigint & 65535) << 32) | objid::bigint) as number from pg_locks"
          + " where locktype = 'advisory' and objsubid = 1 and newest.number >= 0"
          + " and database = (select oid from pg_database where datname = current_database())"
          + " and classid::bigint >> 16 = "
          + KEYS
          + ") writing";

  private WriteOrder() {}

  /** To be called in a transaction before it takes a number. */
  static void announce(Connection connection) throws SQLException {
    try (PreparedStatement announce = connection.prepareStatement(ANNOUNCE)) {
      announce.execute();
    }
  }

  /**
   * The last number of those that are complete; for the next statements, not for this one.
   *
   * @param connection in auto-commit: a transaction may see only what was there when it began
   */
  static long lastComplete(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(COMPLETE)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
