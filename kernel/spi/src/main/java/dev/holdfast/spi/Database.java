package dev.holdfast.spi;

import io.helidon.dbclient.DbClient;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The database of the server. Safe for use by any number of threads. The object stays the same
 * while the pool behind it is swapped.
 */
public interface Database {

  /**
   * The client, also while the database is away: then its statements fail with {@link
   * DatabaseUnavailable} as a cause.
   */
  DbClient client();

  /**
   * A client for one who has better things to do than to wait: when no connection becomes free
   * within this time its statements fail with {@link DatabaseUnavailable} as a cause. Make it once
   * and keep it.
   *
   * @param longestWait at least 1 s, and exact to a second; in place of the one that is configured
   */
  DbClient client(Duration longestWait);

  /** Which SQL the database speaks. */
  Dialect dialect();

  /**
   * Brings the tables of a plugin to its newest version: each migration once, in order, in a
   * transaction of its own, safe when two servers start together.
   *
   * @param owner the plugin, which numbers its migrations on its own
   * @param migrations from version 1 on, without gaps; one that has been released is never edited
   * @throws DatabaseUnavailable try again later
   * @throws ProblemException the script failed, was edited after it ran, or the tables are newer
   */
  void migrate(String owner, List<Migration> migrations);

  /**
   * Waits until the database is there, as far as is known: for workers that have nothing else to do
   * without it, and want to go on at once when it is back. Asks nobody.
   *
   * @param limit the longest wait; zero only looks
   * @return false when the limit has passed first
   */
  boolean awaitAvailable(Duration limit) throws InterruptedException;

  /** What a failure of one of the client's statements means. */
  FailureKind kindOf(Throwable failure);

  /**
   * The same failure for a person: what happened, why, and what to type.
   *
   * @return with the code that health, log and alerts show for it
   */
  Problem explain(Throwable failure);

  /**
   * PostgreSQL's {@code copy … from stdin}, the fastest way to store many rows. A connection of the
   * client gives it to {@code connection.unwrap(Database.CopyIn.class)}, and only while it is
   * borrowed. For use by one thread at a time.
   */
  interface CopyIn {

    /**
     * Runs the statement in the connection's transaction. It is timed and limited as others are.
     *
     * @param sql says the table, the columns and the format
     * @return how many rows became part of the transaction
     * @throws SQLException the database refused a row, or the rows could not be written; none of
     *     them is stored, and a transaction has to be rolled back
     */
    long copyIn(String sql, Rows rows) throws SQLException;

    /** Writes rows. */
    @FunctionalInterface
    interface Rows {
      /**
       * Writes all of them; called once.
       *
       * @param out sends what fills its buffer
       * @throws IOException of {@code out}, or of the rows, which cancels the statement
       */
      void writeTo(OutputStream out) throws IOException;
    }
  }

  /** Which SQL a database speaks. */
  enum Dialect {
    POSTGRESQL,
    SQLITE
  }

  /** What a failure means, and so what to do. */
  enum FailureKind {
    /** The database is away: keep everything, wait, try again for ever. */
    CONNECTION,
    /** A conflict with somebody else: try again at once, a few times. */
    TRANSIENT,
    /** This row will never go in: set it aside. */
    DATA,
    /** A person must change something: keep everything, tell them, keep trying. */
    CONFIGURATION,
    /** Our own mistake: keep everything, report. */
    BUG
  }

  /**
   * One step of a schema.
   *
   * @param version from 1 on
   * @param description a few words
   * @param statements in the database's dialect, without trailing semicolons
   */
  record Migration(int version, String description, List<String> statements) {}
}
