package dev.holdfast.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several transactions write to the table at once, and nobody misses a row. */
class WritersTest {
  private static final String FOUR = "holdfast.event-store { batch-events = 5000, writers = 4 }\n";
  private static final int SOURCES = 16;

  @TempDir static Path home;
  private static LocalPostgres postgres;

  @TempDir Path directory;
  @TempDir Path other;
  private final FakeJournal journal = new FakeJournal();
  private final FakeJournal second = new FakeJournal(2);

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
  void aFollowerSeesEveryRowOfManyWritersAndEachSourceInItsOrder() throws Exception {
    String url = postgres.emptyDatabase();
    try (RunningStore one = new RunningStore(journal, directory, url, FOUR);
        RunningStore two = new RunningStore(second, other, url, FOUR)) {
      await().until(() -> one.get("").statusCode() == 200);
      journal.add(ofManySources("a", 0, 20_000));
      second.add(ofManySources("b", 0, 20_000));
      List<String> seen = new ArrayList<>();
      String[] after = {"h0"};
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            boolean all = journal.allConsumed() && second.allConsumed();
            String page = one.get("?limit=1000&after=" + after[0]).body();
            seen.addAll(EventStoreFacts.ids(page));
            after[0] = EventStoreFacts.next(page);
            return all && EventStoreFacts.ids(page).isEmpty();
          });
      assertThat(seen).doesNotHaveDuplicates().hasSize(40_000);
      assertThat(one.column("select id from event order by sequence")).isEqualTo(seen);
      for (String server : List.of("a", "b")) {
        for (int source = 0; source < SOURCES; source++) {
          String start = server + source + "-";
          assertThat(seen.stream().filter(id -> id.startsWith(start)))
              .isEqualTo(
                  IntStream.iterate(source, i -> i < 20_000, i -> i + SOURCES)
                      .mapToObj(i -> start + i)
                      .toList());
        }
      }
      assertThat(one.column("select position from holdfast_place"))
          .containsExactly("20000", "20000");
      assertThat(one.plugin.meter("holdfast_events_stored_total")).isEqualTo(40_000);
    }
  }

  /** The transaction of one server hangs between its number and its commit. */
  @Test
  void aRowIsShownWhenNoEarlierOneCanAppearAnyMore() throws Exception {
    String url = postgres.emptyDatabase();
    try (RunningStore one = new RunningStore(journal, directory, url, FOUR);
        RunningStore two = new RunningStore(second, other, url, FOUR);
        Connection blocker = DriverManager.getConnection(LocalPostgres.jdbc(url));
        Statement statement = blocker.createStatement()) {
      await().until(() -> one.get("").statusCode() == 200);
      second.add(Events.numbered("before-", 0, 20));
      two.settled();
      statement.execute(
          "create function hang() returns trigger language plpgsql as"
              + " $$ begin perform pg_advisory_xact_lock(42); return new; end $$");
      statement.execute(
          "create trigger hang before insert on event for each row when (new.id = 'slow-30')"
              + " execute function hang()");
      statement.execute("select pg_advisory_lock(42)");
      journal.add(Events.numbered("slow-", 0, 50));
      await()
          .until(() ->
              one.column("select count(*) from pg_locks where not granted").equals(List.of("1")));
      second.add(Events.numbered("quick-", 0, 50));
      two.settled();
      assertThat(one.column("select count(*) from event")).as("no turns").containsExactly("70");
      String page = two.get("?limit=1000").body();
      assertThat(EventStoreFacts.ids(page)).hasSize(20).allMatch(id -> id.startsWith("before-"));
      assertThat(EventStoreFacts.ids(two.get("?order=newest").body())).hasSize(20);
      statement.execute("select pg_advisory_unlock(42)");
      one.settled();
      String rest = two.get("?limit=1000&after=" + EventStoreFacts.next(page)).body();
      assertThat(EventStoreFacts.ids(rest)).hasSize(100).startsWith("slow-0").endsWith("slow-49");
    }
  }

  @Test
  void countsAndSetsAsideExactlyInEveryShare() throws Exception {
    try (RunningStore store =
        new RunningStore(journal, directory, postgres.emptyDatabase(), FOUR)) {
      List<Event> first = ofManySources("a", 0, 4000);
      journal.add(first);
      store.settled();
      List<Event> more = new ArrayList<>(ofManySources("a", 4000, 9000));
      for (int i = 0; i < SOURCES; i++) {
        more.add(300 * i, first.get(i));
        more.add(300 * i + 1, event("source-" + i, first.get(i).id(), "\"other\""));
        more.add(300 * i + 2, event("source-" + i, "bad-" + i, "{"));
      }
      journal.add(more);
      store.settled();
      assertThat(store.column("select count(*) from event")).containsExactly("9000");
      assertThat(journal.deadLetters)
          .extracting(Event::id)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, SOURCES)
                  .boxed()
                  .flatMap(i -> Stream.of("bad-" + i, first.get(i).id()))
                  .toList());
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(9000);
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isEqualTo(SOURCES);
      assertThat(store.plugin.meter("holdfast_events_conflicting_total")).isEqualTo(SOURCES);
    }
  }

  private static List<Event> ofManySources(String server, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i ->
            event("source-" + i % SOURCES, server + i % SOURCES + "-" + i, "{\"n\": " + i + "}"))
        .toList();
  }

  private static Event event(String source, String id, String data) {
    return new Event(source, id, "t", null, null, Instant.EPOCH, new byte[0], data.getBytes(UTF_8));
  }
}
