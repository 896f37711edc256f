package dev.holdfast.eventstore.table;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Turns the rows of a table of an earlier version into rows of this version, while events are
 * stored and read. It may be interrupted after any step, and goes on where it was.
 */
@FunctionalInterface
public interface TableUpgrade {
  /**
   * Does one short transaction.
   *
   * @param rows at most so many
   * @return what remains; empty when the table is of this version
   * @throws SQLException nothing was changed; a later attempt may succeed
   */
  Optional<Remaining> step(int rows) throws SQLException;

  /** This one, and when nothing remains of it, another one. */
  default TableUpgrade then(TableUpgrade next) {
    return rows -> {
      Optional<Remaining> remaining = step(rows);
      return remaining.isPresent() ? remaining : next.step(rows);
    };
  }

  /**
   * What remains to be done.
   *
   * @param what a few words
   * @param rows about so many; 0 when only the last step remains
   */
  record Remaining(String what, long rows) {
    @Override
    public String toString() {
      return what + (rows == 0 ? "" : ": " + rows + " rows remain");
    }
  }
}
