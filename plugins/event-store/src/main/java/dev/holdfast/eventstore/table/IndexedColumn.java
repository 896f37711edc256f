package dev.holdfast.eventstore.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A column that history is filtered by, and that may have an index for that. */
public enum IndexedColumn {
  SOURCE,
  TYPE;

  /** The column of this name; empty when there is none. */
  public static Optional<IndexedColumn> named(String name) {
    return Arrays.stream(values()).filter(column -> column.column().equals(name)).findFirst();
  }

  /** Those that can be named. */
  public static List<String> names() {
    return Arrays.stream(values()).map(IndexedColumn::column).toList();
  }

  /** Its name in the table. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the index; by the column, then in the order of history. */
  String index() {
    return "event_by_" + column();
  }
}
