package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.database.LocalPostgres;
import io.helidon.health.HealthCheckResponse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresEventStoreTest extends EventStoreFacts {
  @TempDir static Path home;
  private static LocalPostgres postgres;

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

  @Override
  String url() throws Exception {
    return postgres.emptyDatabase();
  }

  @Nested
  class Reading extends HistoryFacts {
    @Override
    String url() throws Exception {
      return PostgresEventStoreTest.this.url();
    }
  }

  @Nested
  class Removing extends RetentionFacts {
    @Override
    String url() throws Exception {
      return PostgresEventStoreTest.this.url();
    }
  }

  @Test
  void setsAsideWhatPostgresRefusesAndStoresTheOthers() throws Exception {
    try (RunningStore store = running()) {
      List<Event> events = new ArrayList<>(Events.numbered(0, 300));
      events.add(0, Events.at("far", Instant.MAX));
      events.add(150, Events.event("type", "nul\u0000", null, "1"));
      events.add(151, Events.event("nul\u0000id", "1"));
      events.add(302, Events.event("no JSON", "{"));
      journal.add(events);
      store.settled();
      assertThat(journal.deadLetters)
          .extracting(Event::id)
          .containsExactly("far", "type", "nul\u0000id", "no JSON");
      assertThat(journal.reasons.getLast().why()).contains("invalid input syntax for type json");
      assertThat(store.column("select count(*) from event")).containsExactly("300");
    }
  }

  /** A cap that is cancelled at its time limit would be so at every run, and nobody would know. */
  @Test
  void aCleanUpThatGetsNowhereHasFailed() throws Exception {
    String url = url();
    String settings =
        "holdfast.event-store.retention.rows = 1\nholdfast.database.statements.limit = 200 ms";
    try (RunningStore store = new RunningStore(journal, directory, url, settings)) {
      journal.add(Events.numbered(0, 10));
      store.settled();
      Job job = store.retention();
      try (var other = DriverManager.getConnection(LocalPostgres.jdbc(url));
          var statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("lock table event in access exclusive mode");
        assertThatThrownBy(job::run).hasStackTraceContaining("statement timeout");
      }
      assertThat(job.run().figures()).containsEntry("tooMany", 9L);
    }
  }

  @Test
  void storesInTheOrderOfTheJournal() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 1000));
      store.settled();
      List<String> ids = store.column("select id from event order by sequence");
      assertThat(ids).isEqualTo(Events.numbered(0, 1000).stream().map(Event::id).toList());
    }
  }

  @Test
  void losesAndDoublesNothingWhenTheServerGoesAway(@TempDir Path own) throws Exception {
    LocalPostgres server = new LocalPostgres(own);
    try (RunningStore store = new RunningStore(journal, directory, server.url("postgres"))) {
      journal.add(Events.numbered(0, 500));
      await().until(() -> "waiting".equals(store.plugin.health("store").details().get("state")));
      assertThat(store.plugin.health("store").status()).isEqualTo(HealthCheckResponse.Status.UP);
      HttpResponse<String> answer = store.get("");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("HF-DB-002");

      server.start();
      store.settled();
      int events = 500;
      for (int outage = 0; outage < 3; outage++) {
        int from = events;
        Thread producer =
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 200; i++) {
                    journal.add(Events.numbered(from + i * 50, from + i * 50 + 50));
                  }
                });
        double stored = store.plugin.meter("holdfast_events_stored_total");
        await()
            .pollInterval(Duration.ofMillis(2))
            .until(() -> store.plugin.meter("holdfast_events_stored_total") > stored);
        server.stop();
        producer.join();
        journal.add(Events.numbered(from + 10_000, from + 10_050));
        events += 10_050;
        assertThat(journal.allConsumed()).isFalse();
        server.start();
        store.settled();
      }
      assertEachOnce(store, events);
      server.stop();
    }
  }

  @Test
  void aKilledSessionInTheMiddleCostsNothing() throws Exception {
    String url = url();
    try (RunningStore store = new RunningStore(journal, directory, url)) {
      journal.add(Events.numbered(0, 1));
      store.settled();
      for (int round = 0; round < 20; round++) {
        journal.add(Events.numbered(1 + round * 500, 1 + (round + 1) * 500));
        try (var connection = DriverManager.getConnection(LocalPostgres.jdbc(url));
            var statement = connection.createStatement()) {
          statement.execute(
              "select pg_terminate_backend(pid) from pg_stat_activity"
                  + " where datname = current_database() and pid <> pg_backend_pid()");
        }
      }
      store.settled();
      assertEachOnce(store, 10_001);
    }
  }

  @Test
  void aFollowerSeesEveryRowOfTwoServers(@TempDir Path other) throws Exception {
    String url = url();
    FakeJournal second = new FakeJournal(2);
    try (RunningStore one = new RunningStore(journal, directory, url);
        RunningStore two = new RunningStore(second, other, url)) {
      await().until(() -> one.get("").statusCode() == 200);
      journal.add(Events.numbered("one-", 0, 10_000));
      second.add(Events.numbered("two-", 0, 10_000));
      List<String> seen = new ArrayList<>();
      String[] after = {"h0"};
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            // Only a page that was asked for behind the last commit can be the last one.
            boolean all = journal.allConsumed() && second.allConsumed();
            String page = one.get("?limit=1000&after=" + after[0]).body();
            seen.addAll(ids(page));
            after[0] = next(page);
            return all && ids(page).isEmpty();
          });
      assertThat(seen).doesNotHaveDuplicates().hasSize(20_000);
      two.settled();
    }
  }
}
