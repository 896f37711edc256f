package dev.holdfast.database.driver;

import dev.holdfast.spi.Database.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The database that the configuration names, and how to open connections to it. */
public sealed interface Target permits PostgresTarget, SqliteTarget {

  Dialect dialect();

  /** What the product is called in messages. */
  String product();

  /** Host, port and name, or the file: for people. Never a user's password. */
  String location();

  /** Each host of the address; empty when there is no network between. */
  List<HostState> hosts();

  /** Who logs in where; of an embedded database nobody nowhere. */
  default Login login() {
    return new Login("", "");
  }

  /** Logs of other databases that were kept beside it, and how to use one: for people. */
  default Optional<String> keptLogs() {
    return Optional.empty();
  }

  /** A connection for the pool, to the host that the prober found last. */
  Connection open() throws SQLException;

  /**
   * A connection that gives up early, for the prober alone, to the first host that accepts writes.
   *
   * @param limit for connection and login of one host together
   */
  Connection openProbe(Duration limit) throws SQLException;

  /**
   * Tries the prober's connection.
   *
   * @throws SQLException the database does not answer, in time or at all, or accepts no writes
   */
  void check(Connection probe) throws SQLException;
}
