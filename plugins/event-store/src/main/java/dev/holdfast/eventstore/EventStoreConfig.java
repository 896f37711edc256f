package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.IndexedColumn;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The block {@code holdfast.event-store}; what each key means stands in {@code reference.conf}. */
public record EventStoreConfig(
    @Range(min = "1", max = "20000") int batchEvents,
    @Range(min = "64 KiB", max = "256 MiB") Size batchSize,
    @Range(min = "1", max = "8") int writers,
    List<String> indexes,
    @Range(min = "10 ms", max = "5 s") Duration readWait,
    @Range(min = "0 ms", max = "1 s") Duration fillWait,
    @Range(min = "1 s", max = "60 s") Duration borrowTimeout,
    @Range(min = "0", max = "10") int retries,
    @Range(min = "10 ms", max = "10 s") Duration firstWait,
    @Range(min = "1 s", max = "5 m") Duration longestWait,
    @Range(min = "1 s", max = "30 d") Duration conflictShownFor,
    @Range(min = "64 KiB", max = "256 MiB") Size pageSize,
    RetentionConfig retention) {

  /**
   * The indexes.
   *
   * @throws ProblemException there is no such index
   */
  Set<IndexedColumn> indexedColumns() {
    Set<IndexedColumn> columns = EnumSet.noneOf(IndexedColumn.class);
    for (String name : indexes) {
      columns.add(
          IndexedColumn.named(name)
              .orElseThrow(() -> new ProblemException(StoreProblems.unknownIndex(name))));
    }
    return columns;
  }
}
