package dev.holdfast.eventstore.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the indexes that are configured, and drops those that are not: each costs a sixth of the
 * rate of storing. A step that takes long is told by the step before it.
 */
final class IndexUpgrade implements TableUpgrade {
  private final Set<IndexedColumn> wanted;
  private final Indexes indexes;
  private @Nullable Remaining told;

  /** The indexes of one dialect. */
  interface Indexes {
    /** A connection in auto-commit. */
    Connection open() throws SQLException;

    /** Whether it is there and can be used. */
    boolean isThere(Connection connection, String index) throws SQLException;

    /** Makes it beside the use of the table, in place of a part of it that is there. */
    void make(Connection connection, IndexedColumn column) throws SQLException;

    /** Whether at least a part of it is there. */
    boolean isDroppable(Connection connection, String index) throws SQLException;

    void drop(Connection connection, String index) throws SQLException;

    /** About so many rows the table has. */
    long rows(Connection connection) throws SQLException;
  }

  IndexUpgrade(Set<IndexedColumn> wanted, Indexes indexes) {
    this.wanted = wanted;
    this.indexes = indexes;
  }

  @Override
  public Optional<Remaining> step(int rows) throws SQLException {
    try (Connection connection = indexes.open()) {
      for (IndexedColumn column : IndexedColumn.values()) {
        String index = column.index();
        if (wanted.contains(column) && !indexes.isThere(connection, index)) {
          return tellThenDo(
              new Remaining("building the index " + index, indexes.rows(connection)),
              () -> indexes.make(connection, column));
        }
        if (!wanted.contains(column) && indexes.isDroppable(connection, index)) {
          return tellThenDo(
              new Remaining("dropping the index " + index, 0),
              () -> indexes.drop(connection, index));
        }
      }
      return Optional.empty();
    }
  }

  private interface Action {
    void run() throws SQLException;
  }

  private Optional<Remaining> tellThenDo(Remaining remaining, Action action) throws SQLException {
    Remaining before = told;
    told = remaining;
    if (before != null && before.what().equals(remaining.what())) {
      told = null;
      action.run();
    }
    return Optional.of(remaining);
  }
}
