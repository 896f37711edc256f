package dev.holdfast.database;

import dev.holdfast.spi.Database.Dialect;
import java.sql.Connection;
import java.sql.SQLException;

/** The database that the configuration names, and how to open connections to it. */
sealed interface Target permits PostgresTarget, SqliteTarget {

  Dialect dialect();

  /** What the product is called in messages. */
  String product();

  /** Host, port and name, or the file: for people. Never a user's password. */
  String place();

  /** A connection for the pool. */
  Connection open() throws SQLException;

  /** A connection that gives up early, for the prober alone. */
  Connection openProbe() throws SQLException;

  /**
   * Tries the prober's connection.
   *
   * @throws SQLException the database does not answer, in time or at all
   */
  void check(Connection probe) throws SQLException;
}
