package dev.holdfast.simulator.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.database.driver.FailureKinds;
import dev.holdfast.database.migration.Migrations;
import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.SimulatedClock;
import dev.holdfast.simulator.disk.Crash;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/**
 * The database of a life: SQLite in memory. What is committed survives all ends of the process. For
 * one thread, and one connection at a time.
 */
public final class SimulatedDatabase implements Database, SimulatedSession.Owner, AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Problem AWAY =
      new Problem("HF-SIM-001", 503, "The simulated database is away", "", "Wait");

  private static final String ROWS =
      "select source, id, type, subject, time, received_at, attributes, data from event"
          + " order by sequence";

  private final SQLiteConnection real;
  private final PreparedStatements statements;
  private final Map<String, Instant> instants = new HashMap<>();
  private final DbClient client = JdbcClientBuilder.create().connectionPool(this::borrow).build();
  private final Calls calls;
  private final SqlBugs bugs;
  private final Bug bug;
  private final Consumer<Throwable> failures;
  private final Migrations migrations;
  private final List<byte[]> copies = new ArrayList<>();
  private @Nullable SimulatedSession session;
  private boolean migrated;
  private boolean away;
  private int looksUntilBack;
  private int commitsUntilCopy = -1;

  /**
   * Creates a database without tables.
   *
   * @param failures is given each failure that somebody asks the kind of
   */
  public SimulatedDatabase(SimulatedClock clock, Bug bug, Consumer<Throwable> failures)
      throws SQLException {
    this.failures = failures;
    this.calls = new Calls(clock);
    this.bugs = new SqlBugs(bug);
    this.bug = bug;
    this.migrations = new Migrations(Dialect.SQLITE, clock);
    this.real = JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
    this.statements = new PreparedStatements(real);
    try (Statement statement = real.createStatement()) {
      statement.execute("pragma user_version=1");
    }
    copies.add(real.serialize("main"));
  }

  /** Fails calls of a kind: so many are well first, so many fail then. */
  public void fail(DatabaseFault fault, int first, int times, SplittableRandom random) {
    calls.fail(fault, first, times, random);
  }

  /**
   * Ends the process at a call: at the next one for 0.
   *
   * @param end what the end of the process does elsewhere; it is thrown
   */
  public void crashSoon(
      Crash.Kind kind, int calls, Function<Crash.Kind, Crash> end, SplittableRandom random) {
    this.calls.crashSoon(kind, calls, end, random);
  }

  /**
   * The database is away, until somebody has looked for it so many times.
   *
   * @param looks at least one
   */
  public void goAway(int looks) throws SQLException {
    calls.hit(DatabaseFault.AWAY);
    away = true;
    looksUntilBack = looks;
    lose();
  }

  /** All faults are over. */
  public void heal() {
    calls.heal();
    away = false;
  }

  /** The process is gone, and its connections with it. */
  public void endProcess() throws SQLException {
    calls.forgetCrash();
    SimulatedSession open = session;
    if (open != null) {
      open.interrupt();
    }
    session = null;
    migrated = false;
  }

  /**
   * Keeps a copy of what is committed: behind the next commit for 0.
   *
   * @param commits before it
   */
  public void copySoon(int commits) {
    commitsUntilCopy = commits;
  }

  @Override
  public void committed() throws SQLException {
    if (commitsUntilCopy-- == 0) {
      copies.add(real.serialize("main"));
    }
  }

  /** The copies so far, the empty database among them. */
  public int copies() {
    return copies.size();
  }

  /**
   * Puts a copy in place.
   *
   * @param noticed whether the connections are interrupted
   */
  public void restore(int copy, boolean noticed) throws SQLException {
    calls.hit(noticed ? DatabaseFault.RESTORED : DatabaseFault.RESTORED_UNNOTICED);
    if (noticed) {
      lose();
    }
    statements.close();
    real.deserialize("main", copies.get(copy));
  }

  private void lose() throws SQLException {
    SimulatedSession open = session;
    if (open != null) {
      open.interrupt();
    }
    migrated = false;
  }

  /** How often each fault has come. */
  public Map<DatabaseFault, Long> hits() {
    return Collections.unmodifiableMap(calls.hits());
  }

  /** The same of all kinds together, but for {@link DatabaseFault#SLOW}, which breaks nothing. */
  public long disturbances() {
    long all = calls.hits().values().stream().mapToLong(Long::longValue).sum();
    return all - calls.hits().getOrDefault(DatabaseFault.SLOW, 0L);
  }

  /** All rows, in the order in which they were stored. */
  public List<Event> rows() throws SQLException {
    List<Event> rows = new ArrayList<>();
    if (hasTable()) {
      try (ResultSet row = statements.of(ROWS).statement().executeQuery()) {
        while (row.next()) {
          rows.add(event(row));
        }
      }
    }
    return rows;
  }

  /** How many rows there are. */
  public int rowCount() throws SQLException {
    return hasTable() ? number("select count(*) from event") : 0;
  }

  private boolean hasTable() throws SQLException {
    return number("select count(*) from sqlite_master where name = 'event'") > 0;
  }

  private int number(String sql) throws SQLException {
    try (ResultSet row = statements.of(sql).statement().executeQuery()) {
      return row.getInt(1);
    }
  }

  private Event event(ResultSet row) throws SQLException {
    String time = row.getString(5);
    return new Event(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        time == null ? null : instants.computeIfAbsent(time, Instant::parse),
        instants.computeIfAbsent(row.getString(6), Instant::parse),
        bytes(row.getString(7)),
        bytes(row.getString(8)));
  }

  private static byte[] bytes(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(UTF_8);
  }

  private Connection borrow() {
    if (away) {
      look();
      throw new DatabaseUnavailable(AWAY, RETRY_AFTER, null);
    }
    if (session != null) {
      throw new IllegalStateException("one thread borrows two connections");
    }
    SimulatedSession fresh = new SimulatedSession(real, statements, calls, bugs, this);
    session = fresh;
    return fresh.connection();
  }

  @Override
  public void lost() {
    migrated = false;
  }

  @Override
  public void returned() {
    session = null;
  }

  private void look() {
    looksUntilBack--;
    away = looksUntilBack > 0;
  }

  @Override
  public DbClient client() {
    return client;
  }

  @Override
  public DbClient client(Duration longestWait) {
    return client;
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public void migrate(String owner, List<Migration> wanted) {
    bugs.refused(false);
    if (migrated) {
      return;
    }
    try (Connection connection = borrow()) {
      migrations.migrate(connection, owner, wanted);
    } catch (SQLException e) {
      FailureKind kind = FailureKinds.of(e, Dialect.SQLITE);
      throw kind == FailureKind.CONNECTION || kind == FailureKind.TRANSIENT
          ? new DatabaseUnavailable(explain(e), RETRY_AFTER, e)
          : new ProblemException(explain(e), e);
    }
    migrated = true;
  }

  @Override
  public boolean awaitAvailable(Duration limit) {
    if (away && !limit.isZero()) {
      look();
    }
    return !away;
  }

  @Override
  public FailureKind kindOf(Throwable failure) {
    failures.accept(failure);
    FailureKind kind = FailureKinds.of(failure, Dialect.SQLITE);
    if (kind == FailureKind.CONFIGURATION) {
      migrated = false;
    }
    boolean swaps =
        bug == Bug.SETS_ASIDE_WHEN_THE_CONNECTION_IS_LOST && kind == FailureKind.CONNECTION;
    return swaps ? FailureKind.DATA : kind;
  }

  @Override
  public Problem explain(Throwable failure) {
    return failure instanceof ProblemException known
        ? known.problem()
        : new Problem(
            "HF-SIM-002", 503, "The simulated database failed", String.valueOf(failure), "Wait");
  }

  @Override
  public void close() {
    try {
      real.close();
    } catch (SQLException e) {
      throw new IllegalStateException("SQLite keeps a database in memory open", e);
    }
  }
}
