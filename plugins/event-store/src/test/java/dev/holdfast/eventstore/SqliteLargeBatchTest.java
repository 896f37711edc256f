package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.journal.Event;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements of many rows count and set aside as exactly as one row each. */
class SqliteLargeBatchTest {
  private static final String LARGE_BATCHES =
      """
      holdfast.event-store.batch-events = 5000
      holdfast.database.pool { max-size = 1, min-idle = 1 }
      """;

  @TempDir Path directory;
  private final FakeJournal journal = new FakeJournal();

  @Test
  void storesInOrderAndSetsAsideAlone() throws Exception {
    try (RunningStore store = new RunningStore(journal, directory, "", LARGE_BATCHES)) {
      journal.add(Events.numbered(0, 1000));
      store.settled();
      List<Event> more = new ArrayList<>(Events.numbered(1000, 12_345));
      more.add(500, Events.numbered(7, 8).getFirst());
      more.add(900, Events.event("8", "\"other\""));
      more.add(901, Events.event("1003", "\"other\""));
      more.add(3000, Events.at("far", Instant.MAX));
      journal.add(more);
      store.settled();
      assertThat(store.column("select id from event order by sequence"))
          .isEqualTo(IntStream.range(0, 12_345).mapToObj(String::valueOf).toList());
      assertThat(journal.deadLetters)
          .extracting(Event::id)
          .containsExactlyInAnyOrder("8", "1003", "far");
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(12_345);
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isEqualTo(1);
      assertThat(store.plugin.meter("holdfast_events_conflicting_total")).isEqualTo(2);
      assertThat(store.column("pragma cache_size")).as("given back").containsExactly("-512");
    }
  }
}
