package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COPY takes a batch or refuses it as a whole; what is counted and set aside stays exact. */
class CopyTest {
  private static final String LARGE_BATCHES = "holdfast.event-store.batch-events = 5000\n";

  /** How many transactions stored the rows. */
  private static final String TRANSACTIONS = "select count(distinct xmin::text) from event";

  @TempDir static Path home;
  private static LocalPostgres postgres;

  @TempDir Path directory;
  private final FakeJournal journal = new FakeJournal();

  @BeforeAll
  static void start() throws Exception {
    postgres = new LocalPostgres(home).start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void aBacklogGoesInWithFewTransactions() throws Exception {
    journal.add(Events.numbered(0, 20_000));
    try (RunningStore store = running()) {
      store.settled();
      assertThat(store.column("select id from event order by sequence"))
          .isEqualTo(IntStream.range(0, 20_000).mapToObj(String::valueOf).toList());
      assertThat(Integer.parseInt(store.column(TRANSACTIONS).getFirst())).isBetween(4, 6);
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(20_000);
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isZero();
    }
  }

  @Test
  void everyColumnIsTheSameWhicheverWayARowCame() throws Exception {
    List<Event> events = new ArrayList<>();
    for (Instant time :
        List.of(
            Instant.EPOCH,
            Instant.parse("2000-01-01T00:00:00Z"),
            Instant.parse("0000-02-29T01:02:03.000001Z"),
            Instant.parse("1969-12-31T23:59:59.999999999Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            Instant.parse("-4712-01-01T00:00:00Z"),
            Instant.parse("+294276-12-31T23:59:59.999999Z"))) {
      events.add(full("t" + events.size(), "t\u00fcp\ud83d\ude00", "sub", time, "{\"a\": 1}", "1"));
    }
    events.add(full("none", "t", null, null, "", ""));
    events.add(full("empty", "t", "", null, "{}", "\"\""));
    events.addAll(Events.numbered(0, 100));
    List<String> oneByOne;
    try (RunningStore store = running("holdfast.event-store.batch-events = 1\n")) {
      journal.add(events);
      store.settled();
      oneByOne = rows(store);
    }
    assertThat(oneByOne).hasSize(109);
    FakeJournal second = new FakeJournal();
    second.add(events);
    try (RunningStore store =
        new RunningStore(second, directory, postgres.emptyDatabase(), LARGE_BATCHES)) {
      store.settled();
      assertThat(store.column(TRANSACTIONS)).containsExactly("1");
      assertThat(rows(store)).isEqualTo(oneByOne);
    }
    assertThat(journal.deadLetters).isEmpty();
    assertThat(second.deadLetters).isEmpty();
  }

  private static List<String> rows(RunningStore store) throws Exception {
    return store.column(
        "select row(source, id, type, subject, time, received_at, attributes, data::text)::text"
            + " from event order by sequence");
  }

  private static Event full(
      String id,
      String type,
      @Nullable String subject,
      @Nullable Instant time,
      String attributes,
      String data) {
    return new Event(
        "s\u00f6urce",
        id,
        type,
        subject,
        time,
        Instant.parse("2026-11-21T10:15:30.123456789Z"),
        attributes.getBytes(StandardCharsets.UTF_8),
        data.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void oneRepeatedEventInABatchIsOneDuplicate() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 1000));
      store.settled();
      List<Event> more = new ArrayList<>(Events.numbered(1000, 4000));
      more.add(1500, Events.numbered(7, 8).getFirst());
      more.add(2000, more.get(3));
      journal.add(more);
      store.settled();
      assertThat(store.column("select count(*) from event")).containsExactly("4000");
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(4000);
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isEqualTo(2);
      assertThat(journal.deadLetters).isEmpty();
    }
  }

  @Test
  void anotherEventOfTheSameIdInABatchIsSetAsideAlone() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 1000));
      store.settled();
      List<Event> more = new ArrayList<>(Events.numbered(1000, 4000));
      more.add(1500, Events.event("7", "\"other\""));
      more.add(1501, Events.event("1003", "\"other\""));
      journal.add(more);
      store.settled();
      assertThat(journal.deadLetters).extracting(Event::id).containsExactly("7", "1003");
      assertThat(store.column("select count(*) from event")).containsExactly("4000");
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(4000);
      assertThat(store.plugin.meter("holdfast_events_conflicting_total")).isEqualTo(2);
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isZero();
    }
  }

  @Test
  void whatIsRefusedInABatchIsSetAsideAlone() throws Exception {
    try (RunningStore store = running()) {
      List<Event> events = new ArrayList<>(Events.numbered(0, 4000));
      events.add(0, Events.event("no JSON", "{"));
      events.add(2500, Events.at("far", Instant.MAX));
      events.add(2501, Events.at("before", Instant.MIN));
      events.add(Events.event("nul\u0000", "1"));
      journal.add(events);
      store.settled();
      assertThat(journal.deadLetters)
          .extracting(Event::id)
          .containsExactly("no JSON", "far", "before", "nul\u0000");
      assertThat(store.column("select count(*) from event")).containsExactly("4000");
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(4000);
    }
  }

  private RunningStore running() throws Exception {
    return running(LARGE_BATCHES);
  }

  private RunningStore running(String settings) throws Exception {
    return new RunningStore(journal, directory, postgres.emptyDatabase(), settings);
  }
}
