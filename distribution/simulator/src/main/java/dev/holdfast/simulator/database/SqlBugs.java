package dev.holdfast.simulator.database;

import dev.holdfast.simulator.Bug;
import org.jspecify.annotations.Nullable;

/** Changes the statements of the store so that it does what a store with that bug would do. */
final class SqlBugs {
  private static final int COLUMNS = 8;
  private static final int DATA = 8;

  private final Bug bug;
  private boolean refused;

  SqlBugs(Bug bug) {
    this.bug = bug;
  }

  static boolean isInsert(String sql) {
    return sql.startsWith("insert into event ");
  }

  static boolean isMove(String sql) {
    return sql.startsWith("update holdfast_place ");
  }

  /** A row was refused, or the next batch is another one. */
  void refused(boolean now) {
    refused = now;
  }

  boolean commitsThePlaceFirst() {
    return bug == Bug.COMMITS_THE_PLACE_BEFORE_THE_ROWS;
  }

  String statement(String sql) {
    return switch (bug) {
      case STORES_DUPLICATES ->
          sql.replaceFirst(",\\s*unique \\(source, id\\)", "")
              .replace(" on conflict (source, id) do nothing", "");
      case BELIEVES_A_RESTORED_DATABASE ->
          sql.replace(
                  "and position = ? and fence = ?", "and (position = ? or 1) and (fence = ? or 1)")
              .replace("and timeline = ?", "and (timeline = ? or 1)");
      case OVERLOOKS_OTHER_CONTENT ->
          sql.replace("from event where source = ? and id = ?", "from event where 0 and ? || ?");
      default -> sql;
    };
  }

  /** The index that a parameter is bound to. */
  int index(String sql, int index) {
    if (bug != Bug.STORES_A_BATCH_BACKWARDS_AFTER_A_REFUSAL || !refused || !isInsert(sql)) {
      return index;
    }
    int rows = (int) sql.chars().filter(letter -> letter == '?').count() / COLUMNS;
    int row = (index - 1) / COLUMNS;
    return (rows - 1 - row) * COLUMNS + (index - 1) % COLUMNS + 1;
  }

  @Nullable Object value(String sql, int index, @Nullable Object value) {
    boolean data = isInsert(sql) && index % COLUMNS == DATA % COLUMNS;
    return bug == Bug.TRIMS_THE_DATA && data && value instanceof String text
        ? text.replace(" ", "")
        : value;
  }
}
