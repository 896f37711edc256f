package dev.holdfast.simulator.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements of the one real connection: to prepare them took most of the time of a life. */
final class PreparedStatements {
  private final Connection real;
  private final Map<String, Prepared> all = new HashMap<>();

  PreparedStatements(Connection real) {
    this.real = real;
  }

  /** A statement with the values that are bound to it. */
  record Prepared(String sql, PreparedStatement statement, @Nullable Object[] values) {}

  Prepared of(String sql) throws SQLException {
    Prepared known = all.get(sql);
    if (known == null) {
      int parameters = (int) sql.chars().filter(letter -> letter == '?').count();
      known = new Prepared(sql, real.prepareStatement(sql), new Object[parameters]);
      all.put(sql, known);
    }
    return known;
  }

  /** One that failed, or whose answer nobody reads to its end, would be in the way of the next. */
  void discard(String sql) throws SQLException {
    Prepared prepared = all.remove(sql);
    if (prepared != null) {
      prepared.statement.close();
    }
  }

  /** Another database comes in place of the one that they were prepared for. */
  void close() throws SQLException {
    for (Prepared each : all.values()) {
      each.statement.close();
    }
    all.clear();
  }
}
