package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.IndexedColumn;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Tells a client that its query is slow by configuration. */
record IndexNotice(Set<IndexedColumn> indexes) {

  /** A sentence about a query that no index serves; empty when one does. */
  Optional<String> of(HistoryQuery query) {
    Set<IndexedColumn> filters = EnumSet.noneOf(IndexedColumn.class);
    if (query.source() != null) {
      filters.add(IndexedColumn.SOURCE);
    }
    if (query.type() != null) {
      filters.add(IndexedColumn.TYPE);
    }
    return filters.isEmpty() || filters.stream().anyMatch(indexes::contains)
        ? Optional.empty()
        : Optional.of(
            "No index serves this query, which may read the whole table: add "
                + filters.iterator().next().column()
                + " to event-store.indexes");
  }
}
