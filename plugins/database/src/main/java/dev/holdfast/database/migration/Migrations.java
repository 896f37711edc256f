package dev.holdfast.database.migration;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.FailureKinds;
import dev.holdfast.database.driver.FailureMessages;
import dev.holdfast.database.driver.StatementLimit;
import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Schema versions in the table {@code holdfast_migration}. Every step looks and acts in one
 * transaction under one lock (PostgreSQL: an advisory one; SQLite: the transaction itself), so two
 * servers that start together do each step once.
 */
public final class Migrations {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");

  /** "holdfast" in ASCII: the advisory lock of all migrations. */
  private static final long LOCK = 0x686f6c6466617374L;

  private final Dialect dialect;
  private final InstantSource clock;

  public Migrations(Dialect dialect, InstantSource clock) {
    this.dialect = dialect;
    this.clock = clock;
  }

  /**
   * Applies what is missing. The connection is left in auto-commit, or closed when what a failure
   * left could not be rolled back.
   */
  public void migrate(Connection connection, String owner, List<Migration> migrations)
      throws SQLException {
    for (int i = 0; i < migrations.size(); i++) {
      if (migrations.get(i).version() != i + 1) {
        throw new IllegalArgumentException("migrations are numbered from 1 without gaps");
      }
    }
    int limit = withoutLimit(connection);
    try {
      boolean more = true;
      while (more) {
        more = step(connection, owner, migrations);
      }
    } catch (SQLException | RuntimeException | Error e) {
      // An error too: the return to auto-commit would commit the half that is done.
      rollback(connection, e, limit);
      throw e;
    }
    restore(connection, limit);
  }

  /** An index on a large table takes its time, and so does waiting for another server's. */
  private int withoutLimit(Connection connection) throws SQLException {
    if (dialect != Dialect.POSTGRESQL) {
      return 0;
    }
    int limit = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, 0);
    return limit;
  }

  /** One look and at most one migration; says whether another may be missing. */
  private boolean step(Connection connection, String owner, List<Migration> migrations)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      prepare(statement);
      Map<Integer, String> applied = applied(connection, owner);
      verify(owner, migrations, applied);
      boolean missing = applied.size() < migrations.size();
      if (missing) {
        apply(connection, statement, owner, migrations.get(applied.size()));
      }
      // Commits, and unlike commit() of SQLite's driver begins no other one, which may have to
      // wait.
      connection.setAutoCommit(true);
      return missing;
    }
  }

  private void prepare(Statement statement) throws SQLException {
    if (dialect == Dialect.POSTGRESQL) {
      statement.execute(StatementLimit.NONE_IN_THIS_TRANSACTION);
      statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
    }
    statement.execute(
        String.format(
            Locale.ROOT,
            """
            create table if not exists holdfast_migration (
              owner text not null,
              version integer not null,
              description text not null,
              checksum text not null,
              applied_at %s not null,
              primary key (owner, version)
            )\
            """,
            dialect == Dialect.POSTGRESQL ? "timestamptz" : "text"));
  }

  private static Map<Integer, String> applied(Connection connection, String owner)
      throws SQLException {
    try (var query =
        connection.prepareStatement(
            "select version, checksum from holdfast_migration where owner = ?")) {
      query.setString(1, owner);
      Map<Integer, String> applied = new TreeMap<>();
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          applied.put(rows.getInt(1), rows.getString(2));
        }
      }
      return applied;
    }
  }

  private static void verify(
      String owner, List<Migration> migrations, Map<Integer, String> applied) {
    if (applied.size() > migrations.size()) {
      throw new ProblemException(
          DatabaseProblems.tablesNewer(
              owner
                  + " is at version "
                  + applied.size()
                  + ", this plugin knows "
                  + migrations.size()));
    }
    for (Migration migration : migrations.subList(0, applied.size())) {
      String checksum = applied.get(migration.version());
      if (!checksum(migration).equals(checksum)) {
        throw new ProblemException(
            DatabaseProblems.migrationEdited(
                name(owner, migration)
                    + (checksum == null ? " is not among the applied ones" : " differs")));
      }
    }
  }

  private void apply(Connection connection, Statement statement, String owner, Migration migration)
      throws SQLException {
    try {
      for (String sql : migration.statements()) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      FailureKind kind = FailureKinds.of(e, dialect);
      if (kind == FailureKind.CONNECTION || kind == FailureKind.TRANSIENT) {
        throw e;
      }
      Problem problem =
          DatabaseProblems.migrationFailed(name(owner, migration) + ": " + e.getMessage());
      throw new ProblemException(problem, e);
    }
    String now = dialect == Dialect.POSTGRESQL ? "?::timestamptz" : "?";
    try (var insert =
        connection.prepareStatement(
            "insert into holdfast_migration (owner, version, description, checksum, applied_at)"
                + " values (?, ?, ?, ?, "
                + now
                + ")")) {
      insert.setString(1, owner);
      insert.setInt(2, migration.version());
      insert.setString(3, migration.description());
      insert.setString(4, checksum(migration));
      insert.setString(5, clock.instant().toString());
      insert.executeUpdate();
    }
    LOG.log(Level.INFO, "Migrated the tables: {0}", name(owner, migration));
  }

  private static String name(String owner, Migration migration) {
    return owner + " version " + migration.version() + " (" + migration.description() + ")";
  }

  /** Of the statements; the description may be put into better words. */
  static String checksum(Migration migration) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] text = String.join(";\n", migration.statements()).getBytes(UTF_8);
      return HexFormat.of().formatHex(digest.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void rollback(Connection connection, Throwable cause, int limit) {
    boolean done = false;
    try {
      connection.rollback();
      done = true;
    } catch (SQLException | RuntimeException | Error e) {
      suppress(cause, e);
    } finally {
      if (done) {
        restore(connection, limit);
      } else {
        discard(connection, cause);
      }
    }
  }

  /** What closes it rolls it back: the pool, the driver or the database. */
  private static void discard(Connection connection, Throwable cause) {
    try {
      connection.close();
    } catch (SQLException | RuntimeException | Error e) {
      suppress(cause, e);
    }
  }

  /** The JVM throws the same OutOfMemoryError again. */
  private static void suppress(Throwable cause, Throwable further) {
    if (!further.equals(cause)) {
      cause.addSuppressed(further);
    }
  }

  /** A dead connection refuses this too; what was thrown before is what matters. */
  private void restore(Connection connection, int limit) {
    try {
      connection.setAutoCommit(true);
      if (dialect == Dialect.POSTGRESQL) {
        connection.setNetworkTimeout(Runnable::run, limit);
      }
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a connection was lost while migrating", e);
    }
  }

  /** How {@link #migrate}'s failures reach the caller of the contract. */
  public RuntimeException outward(SQLException failure, Target target, Duration retryAfter) {
    Problem problem = FailureMessages.problem(failure, target);
    FailureKind kind = FailureKinds.of(failure, dialect);
    return kind == FailureKind.CONNECTION || kind == FailureKind.TRANSIENT
        ? new DatabaseUnavailable(problem, retryAfter, failure)
        : new ProblemException(problem, failure);
  }
}
