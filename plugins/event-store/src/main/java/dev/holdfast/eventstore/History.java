package dev.holdfast.eventstore;

import dev.holdfast.spi.Database;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Reads pages of the table, oldest first. */
final class History {
  /** Rows that PostgreSQL's driver holds at once; each may be of several megabytes. */
  private static final int FETCH = 16;

  private static final Duration RETRY_SOON = Duration.ofSeconds(1);

  /** A person must do something first. */
  private static final Duration RETRY_LATER = Duration.ofSeconds(10);

  private final Database database;
  private final EventTable table;
  private final Size pageSize;

  History(Database database, EventTable table, Size pageSize) {
    this.database = database;
    this.table = table;
    this.pageSize = pageSize;
  }

  /**
   * One page as JSON in UTF-8.
   *
   * @throws ProblemException with status 503 while the database is away
   */
  byte[] page(HistoryQuery query) {
    try {
      database.migrate(StoreWorker.OWNER, table.migrations());
      return read(query);
    } catch (SQLException | RuntimeException e) {
      throw outward(e);
    }
  }

  private byte[] read(HistoryQuery query) throws SQLException {
    try (Connection connection = database.client().execute().unwrap(Connection.class)) {
      // PostgreSQL's driver fetches in parts only inside a transaction; SQLite always does, and
      // its transactions take the writer's lock.
      connection.setAutoCommit(database.dialect() == Database.Dialect.SQLITE);
      try (PreparedStatement select = connection.prepareStatement(sql(query))) {
        int parameter = 1;
        select.setLong(parameter++, query.after().sequence());
        for (String filter : filters(query)) {
          select.setString(parameter++, filter);
        }
        select.setInt(parameter, query.limit());
        select.setFetchSize(FETCH);
        try (ResultSet rows = select.executeQuery()) {
          return write(query, rows);
        }
      } finally {
        if (!connection.getAutoCommit()) {
          connection.rollback();
        }
      }
    }
  }

  private String sql(HistoryQuery query) {
    return "select sequence, source, id, type, subject, attributes, "
        + table.timeForReading()
        + " as happened, "
        + table.dataAsText()
        + " as data from event where sequence > ?"
        + (query.source() == null ? "" : " and source = ?")
        + (query.type() == null ? "" : " and type = ?")
        + " order by sequence limit ?";
  }

  private static List<String> filters(HistoryQuery query) {
    return Stream.of(query.source(), query.type()).filter(Objects::nonNull).toList();
  }

  private byte[] write(HistoryQuery query, ResultSet rows) throws SQLException {
    try (HistoryPage page = new HistoryPage()) {
      Cursor next = query.after();
      while (page.size() < pageSize.bytes() && rows.next()) {
        Instant time = table.time(rows, "happened");
        page.event(
            rows.getString("source"),
            rows.getString("id"),
            rows.getString("type"),
            rows.getString("subject"),
            time,
            rows.getString("attributes"),
            rows.getString("data"));
        next = new Cursor(rows.getLong("sequence"));
      }
      return page.finish(next);
    }
  }

  private ProblemException outward(Exception failure) {
    if (failure instanceof DatabaseUnavailable away) {
      return away;
    }
    Problem problem = StoreProblems.historyAway(Causes.words(failure));
    FailureKind kind = database.kindOf(failure);
    return kind == FailureKind.CONNECTION || kind == FailureKind.TRANSIENT
        ? new DatabaseUnavailable(problem, RETRY_SOON, failure)
        : new ProblemException(problem, RETRY_LATER, failure);
  }
}
