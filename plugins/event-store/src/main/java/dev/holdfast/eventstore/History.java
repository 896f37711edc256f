package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.ReadView;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.server.MemoryBudget;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads pages of the table, the oldest or the newest row first. */
final class History {
  /** Rows that PostgreSQL's driver holds at once; each may be of several megabytes. */
  private static final int FETCH = 8;

  /** Others read their parts in milliseconds, unless the database is away. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private static final Duration RETRY_SOON = Duration.ofSeconds(1);

  private static final String UNDEFINED_COLUMN = "42703";

  /** A person must do something first. */
  private static final Duration RETRY_LATER = Duration.ofSeconds(10);

  /**
   * To read and write out a part is work for the processor, and a virtual thread does not give way
   * to another one: 40 clients that asked for pages held all of them up for half a second, the
   * producers too. So they read in turn, as many at once as there are processors.
   */
  private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  private final Database database;
  private final EventTable table;
  private final Size pageSize;

  History(Database database, EventTable table, Size pageSize) {
    this.database = database;
    this.table = table;
    this.pageSize = pageSize;
  }

  /** A row under the cursor. */
  interface Row {
    ResultSet columns();

    @Nullable Instant time() throws SQLException;
  }

  /** Takes rows, one after the other. */
  @FunctionalInterface
  interface Rows {
    /** Takes one row; false when it is enough. */
    boolean take(Row row) throws SQLException;
  }

  /** Begins a page; close it when it is sent. */
  HistoryReader page(
      HistoryQuery query, Optional<String> notice, MemoryBudget.Reservation reservation) {
    return new HistoryReader(this, query, notice, reservation);
  }

  /** A page ends with the row that reaches this size. */
  long pageSize() {
    return pageSize.bytes();
  }

  /**
   * Reads rows from behind a place until it is enough. The connection is given back before it
   * returns.
   *
   * @return false when there were no more
   * @throws ProblemException with status 503 while the database is away
   */
  boolean read(HistoryQuery query, Cursor after, int limit, Rows rows) {
    awaitTurn();
    try {
      database.migrate(StoreWorker.OWNER, table.migrations());
      return selectInView(query, after, limit, rows);
    } catch (SQLException | RuntimeException e) {
      throw outward(e);
    } finally {
      turns.release();
    }
  }

  private void awaitTurn() {
    try {
      if (turns.tryAcquire(TURN.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    String why = "others were reading for " + TURN.toSeconds() + " s";
    throw new DatabaseUnavailable(StoreProblems.historyAway(why), RETRY_SOON, null);
  }

  /** An upgrade may drop a column between the look at the table and the reading. */
  private boolean selectInView(HistoryQuery query, Cursor after, int limit, Rows rows)
      throws SQLException {
    try {
      return select(query, after, limit, rows);
    } catch (SQLException e) {
      if (!UNDEFINED_COLUMN.equals(e.getSQLState())) {
        throw e;
      }
      return select(query, after, limit, rows);
    }
  }

  private boolean select(HistoryQuery query, Cursor after, int limit, Rows rows)
      throws SQLException {
    try (Connection connection = database.client().execute().unwrap(Connection.class)) {
      ReadView view = table.readView(connection);
      // PostgreSQL's driver fetches in parts only inside a transaction; SQLite always does, and
      // its transactions take the writer's lock.
      connection.setAutoCommit(database.dialect() == Database.Dialect.SQLITE);
      try (PreparedStatement select = connection.prepareStatement(sql(query, view))) {
        int parameter = 1;
        select.setLong(parameter++, after.sequence());
        for (String filter : filters(query)) {
          select.setString(parameter++, filter);
        }
        select.setLong(parameter++, view.last());
        select.setInt(parameter, limit);
        select.setFetchSize(FETCH);
        try (ResultSet columns = select.executeQuery()) {
          return hand(columns, rows);
        }
      } finally {
        if (!connection.getAutoCommit()) {
          connection.rollback();
        }
      }
    }
  }

  private boolean hand(ResultSet columns, Rows rows) throws SQLException {
    Row row =
        new Row() {
          @Override
          public ResultSet columns() {
            return columns;
          }

          @Override
          public @Nullable Instant time() throws SQLException {
            return table.time(columns, "happened");
          }
        };
    while (columns.next()) {
      if (!rows.take(row)) {
        return true;
      }
    }
    return false;
  }

  /** Along the primary key, or the index of the source or type, in either order. */
  String sql(HistoryQuery query, ReadView view) {
    Order order = query.after().order();
    return "select sequence, source, id, type, subject, attributes, "
        + table.timeForReading()
        + " as happened, "
        + view.data()
        + " as data from event where sequence "
        + order.comparison()
        + " ?"
        + (query.source() == null ? "" : " and source = ?")
        + (query.type() == null ? "" : " and type = ?")
        + " and sequence <= ? order by sequence "
        + order.direction()
        + " limit ?";
  }

  private static List<String> filters(HistoryQuery query) {
    return Stream.of(query.source(), query.type()).filter(Objects::nonNull).toList();
  }

  private ProblemException outward(Exception failure) {
    if (failure instanceof DatabaseUnavailable away) {
      return away;
    }
    Problem problem = StoreProblems.historyAway(DatabaseFailures.words(failure));
    FailureKind kind = database.kindOf(failure);
    return kind == FailureKind.CONNECTION || kind == FailureKind.TRANSIENT
        ? new DatabaseUnavailable(problem, RETRY_SOON, failure)
        : new ProblemException(problem, RETRY_LATER, failure);
  }
}
