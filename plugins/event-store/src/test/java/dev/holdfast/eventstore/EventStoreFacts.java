package dev.holdfast.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.InsertResult;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.server.MemoryBudget;
import dev.holdfast.testkit.ManualClock;
import io.helidon.health.HealthCheckResponse;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on every database. */
abstract class EventStoreFacts {
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]*)\"}$");
  private static final Pattern NEWER = Pattern.compile("],\"newer\":\"([^\"]*)\",\"next\":");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

  @TempDir Path directory;
  final FakeJournal journal = new FakeJournal();

  /** The address of an empty database. */
  abstract String url() throws Exception;

  final RunningStore running() throws Exception {
    return new RunningStore(journal, directory, url());
  }

  @Test
  void storesEachEventOnceHoweverOftenItComes() throws Exception {
    String url = url();
    try (RunningStore store = new RunningStore(journal, directory, url)) {
      journal.add(Events.numbered(0, 250));
      journal.add(List.of(Events.event("twice", "1"), Events.event("twice", "1")));
      journal.add(Events.numbered(200, 300));
      store.settled();
      assertThat(store.column("select id from event order by sequence"))
          .containsExactlyElementsOf(
              IntStream.range(0, 301)
                  .mapToObj(i -> i < 250 ? "" + i : i == 250 ? "twice" : "" + (i - 1))
                  .toList());
      assertThat(store.column("select cast(data as text) from event where id = 'twice'"))
          .containsExactly("1");
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(301);
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isEqualTo(51);
    }
    journal.forgetThePlace();
    try (RunningStore store = new RunningStore(journal, directory, url)) {
      store.settled();
      assertThat(store.column("select count(*) from event")).containsExactly("301");
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isZero();
    }
    assertThat(journal.deadLetters).isEmpty();
  }

  @Test
  void setsAsideAnotherEventOfTheSameSourceAndId() throws Exception {
    String url = url();
    try (RunningStore store = new RunningStore(journal, directory, url)) {
      Event first = Events.event("18", "{\"price\": 1}");
      journal.add(List.of(first));
      store.settled();
      assertThat(store.plugin.health("store").details()).doesNotContainKey(Health.DEGRADED);
      List<Event> others =
          List.of(
              Events.event("18", "{\"price\": 2}"),
              Events.event("18", "alarm", first.time(), "{\"price\": 1}"),
              Events.event("18", "reading", null, "{\"price\": 1}"),
              with("18", "about", "", "{\"price\": 1}"),
              with("18", null, "{\"a\":1}", "{\"price\": 1}"),
              with("18", null, "", ""));
      journal.add(others);
      journal.add(Events.numbered(100, 110));
      // In one batch: what comes first is stored.
      journal.add(List.of(Events.event("new", "1"), Events.event("new", "2")));
      store.settled();
      assertThat(journal.deadLetters)
          .containsExactlyElementsOf(
              Stream.concat(others.stream(), Stream.of(Events.event("new", "2"))).toList());
      assertThat(journal.reasons)
          .allMatch(reason -> reason.code().equals("HF-STORE-010") && reason.why().contains("id "));
      assertThat(store.column("select cast(data as text) from event where id = '18'"))
          .containsExactly("{\"price\": 1}");
      assertThat(store.column("select count(*) from event")).containsExactly("12");
      assertThat(store.plugin.meter("holdfast_events_conflicting_total")).isEqualTo(7);
      assertThat(store.plugin.meter("holdfast_events_dead_lettered_total")).isEqualTo(7);
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isZero();
      HealthCheckResponse health = store.plugin.health("store");
      assertThat(health.status()).isEqualTo(HealthCheckResponse.Status.UP);
      assertThat(health.details()).containsEntry(Health.DEGRADED, true);
      assertThat(health.details().toString()).contains("HF-STORE-010", "id 18", "and 6 more");
    }
  }

  @Test
  void theSameEventWrittenOtherwiseIsTheSame() throws Exception {
    try (RunningStore store = running()) {
      journal.add(
          List.of(
              with("a", "s", "{\"x\":1, \"y\":\"\\u0041\"}", "{\"a\": 1, \"b\": [100, null]}"),
              with("nul", null, "{\"x\":\"\\u0000\"}", "1"),
              with("b", null, "", "0.10")));
      store.settled();
      journal.add(
          List.of(
              with("a", "s", "{\"y\":\"A\",\"x\":1}", "{\"b\":[1e2,null],\"a\":1.0}"),
              with("nul", null, "{ \"x\":\"\\u0000\"}", "1.0"),
              with("b", null, "", " 0.1")));
      store.settled();
      assertThat(journal.deadLetters).isEmpty();
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isEqualTo(3);
    }
  }

  private static Event with(String id, @Nullable String subject, String attributes, String data) {
    Event plain = Events.event(id, data);
    return new Event(
        plain.source(),
        id,
        plain.type(),
        subject,
        plain.time(),
        Instant.EPOCH,
        attributes.getBytes(UTF_8),
        plain.data());
  }

  @Test
  void keepsWhatEventsSayExactly() throws Exception {
    String large = "\"" + "x".repeat(5_000_000) + "\"";
    try (RunningStore store = running()) {
      journal.add(
          List.of(
              Events.event("number", "{\"n\": 9007199254740993, \"d\": 0.10000000000000000001}"),
              Events.at("year-0", Instant.parse("0000-02-29T01:02:03.5Z")),
              Events.at("year-9999", Instant.parse("9999-12-31T23:59:59.999999Z")),
              Events.at("no-time", null),
              Events.event("large", large),
              Events.event("unicode", "\"\\ud83d\\ude00 \u00fc \ud83d\ude00 \\\" ' \\\\\""),
              new Event(
                  "s",
                  "full",
                  "t",
                  "the \"subject\"",
                  null,
                  Instant.EPOCH,
                  "{\"datacontenttype\": \"application/json\",\"big\":9007199254740993}"
                      .getBytes(UTF_8),
                  new byte[0])));
      store.settled();
      assertThat(journal.deadLetters).isEmpty();
      assertThat(store.get("").body())
          .contains("9007199254740993", "0.10000000000000000001")
          .contains("\"time\":\"0000-02-29T01:02:03.500Z\"")
          .contains("\"time\":\"9999-12-31T23:59:59.999999Z\"")
          .contains(
              "{\"specversion\":\"1.0\",\"id\":\"no-time\",\"source\":\"mount\",\"type\":\"reading\",\"data\":1}")
          .contains(large)
          .contains(
              "{\"specversion\":\"1.0\",\"id\":\"full\",\"source\":\"s\",\"type\":\"t\","
                  + "\"subject\":\"the \\\"subject\\\"\",\"datacontenttype\": \"application/json\","
                  + "\"big\":9007199254740993}");
    }
  }

  @Test
  void keepsTheLongestTextsThatTheDoorLetsIn() throws Exception {
    try (RunningStore store = running()) {
      Random random = new Random(7);
      // 1280 bytes each that no compression of an index makes shorter.
      String[] texts = new String[4];
      for (int i = 0; i < texts.length; i++) {
        texts[i] =
            random
                .ints(426, 0x4E00, 0x9FA5)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .append("xy")
                .toString();
      }
      journal.add(
          List.of(
              new Event(
                  texts[0],
                  texts[1],
                  texts[2],
                  texts[3],
                  null,
                  Instant.EPOCH,
                  new byte[0],
                  "1".getBytes(UTF_8))));
      store.settled();
      assertThat(journal.deadLetters).isEmpty();
      assertThat(store.column("select id from event")).containsExactly(texts[1]);
    }
  }

  @Test
  void setsAsideATimeThatDoesNotFit() throws Exception {
    try (RunningStore store = running()) {
      List<Event> events = new ArrayList<>(Events.numbered(0, 50));
      events.add(7, Events.at("far", Instant.MAX));
      events.add(40, Events.at("before", Instant.MIN));
      journal.add(events);
      store.settled();
      assertThat(journal.deadLetters).extracting(Event::id).containsExactly("far", "before");
      assertThat(journal.reasons).allMatch(reason -> reason.code().equals("HF-STORE-001"));
      assertThat(store.column("select count(*) from event")).containsExactly("50");
      assertThat(store.plugin.meter("holdfast_events_dead_lettered_total")).isEqualTo(2);
    }
  }

  @Test
  void keepsEverythingWhileTheTableIsMissing() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 10));
      store.settled();
      store.run("alter table event rename to hidden");
      journal.add(Events.numbered(10, 300));
      await().until(() -> store.alerts().containsKey("storing-stopped"));
      assertThat(store.plugin.health("store").status()).isEqualTo(HealthCheckResponse.Status.DOWN);
      assertThat(store.get("").statusCode()).isEqualTo(503);
      store.run("alter table hidden rename to event");
      store.settled();
      await().until(() -> store.alerts().isEmpty());
      assertThat(store.column("select count(*) from event")).containsExactly("300");
      assertThat(journal.deadLetters).isEmpty();
      assertThat(store.plugin.health("store").status()).isEqualTo(HealthCheckResponse.Status.UP);
    }
  }

  @Test
  void readsHistoryInPagesThatStayWhereTheyAre() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 250));
      store.settled();
      List<String> ids = new ArrayList<>();
      String next = "";
      for (int page = 0; page < 3; page++) {
        HttpResponse<String> answer = store.get("?limit=100" + next);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        ids.addAll(ids(answer.body()));
        next = "&after=" + next(answer.body());
      }
      assertThat(ids)
          .containsExactlyElementsOf(IntStream.range(0, 250).mapToObj(String::valueOf).toList());
      String end = next(store.get("?limit=1000" + next).body());
      assertThat("&after=" + end).isEqualTo(next);
      journal.add(List.of(Events.event("later", "1")));
      store.settled();
      assertThat(ids(store.get("?after=" + end).body())).containsExactly("later");
      assertThat(ids(store.get("").body())).hasSize(100);
    }
  }

  @Test
  void readsTheNewestFirstAndBackToTheOldestWhileOthersArrive() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 250));
      store.settled();
      List<String> ids = new ArrayList<>();
      String newest = store.get("?order=newest&limit=70").body();
      String page = newest;
      int later = 0;
      while (!ids(page).isEmpty()) {
        ids.addAll(ids(page));
        journal.add(List.of(Events.event("later-" + later++, "1")));
        store.settled();
        page = store.get("?order=newest&limit=70&after=" + next(page)).body();
      }
      assertThat(ids)
          .containsExactlyElementsOf(
              IntStream.range(0, 250).mapToObj(i -> "" + (249 - i)).toList());
      assertThat(ids(store.get("?order=newest&limit=2").body()))
          .containsExactly("later-3", "later-2");
      assertThat(ids(store.get("?after=" + newer(newest)).body()))
          .as("who follows from the newest page on misses nothing")
          .containsExactly("later-0", "later-1", "later-2", "later-3");
      assertThat(ids(store.get("?after=" + newer(page)).body())).hasSize(100).startsWith("0");
      assertThat(store.get("?order=oldest").body()).isEqualTo(store.get("").body());
    }
  }

  @Test
  void whoFollowsFromAnEmptyPageSeesWhatComesFirst() throws Exception {
    try (RunningStore store = running()) {
      journal.add(List.of(Events.event("a", "1")));
      store.settled();
      String page = store.get("?order=newest&type=alarm").body();
      assertThat(ids(page)).isEmpty();
      journal.add(List.of(Events.event("b", "alarm", null, "1")));
      store.settled();
      assertThat(ids(store.get("?type=alarm&after=" + newer(page)).body())).containsExactly("b");
    }
  }

  @Test
  void anOrderThatThereIsNotIsRefusedWithThoseThatThereAre() throws Exception {
    try (RunningStore store = running()) {
      HttpResponse<String> answer = store.get("?order=latest");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("HF-WEB-046", "order is 'latest', not oldest or newest");
    }
  }

  /** A sort of the whole table would hold its pages in memory, and read all for the last ten. */
  @Test
  void historyIsReadAlongAnIndexInEitherOrder() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 5000));
      journal.add(List.of(Events.event("alarm", "alarm", null, "1")));
      store.settled();
      store.run("analyze");
      History history = new History(store.database, table(store), new Size(1 << 20));
      for (Order order : Order.values()) {
        for (String filter : List.of("", "source", "type", "source type")) {
          HistoryQuery query =
              new HistoryQuery(
                  filter.contains("source") ? "mount" : null,
                  filter.contains("type") ? "alarm" : null,
                  order.start(),
                  10);
          assertThat(store.plan(history, query))
              .as(order + " " + filter)
              .containsPattern("(?i)index|primary key")
              .doesNotContainIgnoringCase("sort")
              .doesNotContainIgnoringCase("b-tree");
        }
      }
    }
  }

  @Test
  void endsAPageOfLargeEventsEarly() throws Exception {
    String large = "\"" + "x".repeat(5_000_000) + "\"";
    try (RunningStore store = running()) {
      journal.add(
          List.of(Events.event("a", large), Events.event("b", large), Events.event("c", large)));
      store.settled();
      String page = store.get("").body();
      assertThat(ids(page)).containsExactly("a", "b");
      assertThat(ids(store.get("?after=" + next(page)).body())).containsExactly("c");
      String newest = store.get("?order=newest").body();
      assertThat(ids(newest)).containsExactly("c", "b");
      assertThat(ids(store.get("?order=newest&after=" + next(newest)).body())).containsExactly("a");
    }
  }

  /** K5: 20 to 32 clients that did not read were more than the heap. */
  @Test
  void clientsThatDoNotReadHoldOnePartEachAndNoConnection() throws Exception {
    String large = "\"" + "x".repeat(60_000) + "\"";
    try (RunningStore store = running()) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        events.add(Events.event(String.valueOf(i), large));
      }
      journal.add(events);
      store.settled();
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String order = i % 2 == 0 ? "" : "&order=newest";
        silent.add(store.asksAndDoesNotRead("?limit=1000" + order));
      }
      await().until(() -> store.memory.used() > 0);
      String page = store.get("?limit=1000").body();
      assertThat(ids(page)).hasSize(120);
      assertThat(store.memory.most()).isBetween(1L, 13L * 6 * 2 * 70_000);
      for (Socket each : silent) {
        each.close();
      }
      await().until(() -> store.memory.used() == 0);
    }
  }

  @Test
  void endsAPageEarlyWhenMemoryIsShortInItsMiddle() throws Exception {
    try (RunningStore store = running()) {
      journal.add(
          List.of(
              Events.event("a", "1"),
              Events.event("b", "\"" + "x".repeat(900_000) + "\""),
              Events.event("c", "1")));
      store.settled();
      try (MemoryBudget.Reservation others = store.memory.open("others")) {
        others.grow((64 << 20) - 1_000_000);
        String page = store.get("").body();
        assertThat(ids(page)).containsExactly("a");
        HttpResponse<String> refused = store.get("?after=" + next(page));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("The memory of the test is in use");
      }
      assertThat(ids(store.get("").body())).containsExactly("a", "b", "c");
    }
  }

  @Test
  void filtersHistory() throws Exception {
    try (RunningStore store = running()) {
      journal.add(
          List.of(
              Events.event("a", "1"),
              Events.event("b", "alarm", null, "2"),
              new Event(
                  "camera", "c", "alarm", null, null, Instant.EPOCH, new byte[0], new byte[0])));
      store.settled();
      assertThat(ids(store.get("?type=alarm").body())).containsExactly("b", "c");
      assertThat(ids(store.get("?source=mount").body())).containsExactly("a", "b");
      assertThat(ids(store.get("?source=mount&type=alarm").body())).containsExactly("b");
      assertThat(store.get("?source=nobody").body()).isEqualTo("{\"events\":[],\"next\":\"h0\"}");
      for (String bad :
          List.of(
              "?limit=0",
              "?limit=1001",
              "?limit=x",
              "?sorce=a",
              "?order=newest&order=oldest",
              "?type=a&type=b")) {
        HttpResponse<String> answer = store.get(bad);
        assertThat(answer.statusCode()).as(bad).isEqualTo(400);
        assertThat(answer.body()).contains("HF-WEB-046");
      }
      for (String bad : List.of("?after=zzz", "?order=newest&after=h5", "?after=n5")) {
        HttpResponse<String> answer = store.get(bad);
        assertThat(answer.statusCode()).as(bad).isEqualTo(400);
        assertThat(answer.body()).contains("HF-STORE-002");
      }
    }
  }

  @Test
  void writesAgainWhatMayOrMayNotHaveBeenCommitted() throws Exception {
    try (RunningStore store = running()) {
      await().until(() -> store.get("").statusCode() == 200);
      EventTable table = table(store);
      List<Event> events = Events.numbered(0, 100);
      // As if the connection had been lost behind the commit, before the answer.
      assertThat(table.insert(events)).isEqualTo(new InsertResult(100, List.of()));
      journal.add(events);
      store.settled();
      assertEachOnce(store, 100);
      assertThat(store.plugin.meter("holdfast_events_duplicates_total")).isEqualTo(100);
    }
  }

  /** S1.15: an operator may ask for new connections at any time. */
  @Test
  void tenReconnectsUnderLoadLoseAndDoubleNothing() throws Exception {
    try (RunningStore store = running()) {
      Thread producer =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 200; i++) {
                  journal.add(Events.numbered(i * 50, i * 50 + 50));
                }
              });
      for (int i = 0; i < 10; i++) {
        assertThat(store.reconnect().body()).contains("\"reconnected\":true");
      }
      producer.join();
      store.settled();
      assertEachOnce(store, 10_000);
      assertThat(store.alerts()).isEmpty();
    }
  }

  private RunningStore keeping(String retention) throws Exception {
    String settings =
        "holdfast.event-store.retention { chunk = 70, pause = 1 ms, " + retention + "}";
    return new RunningStore(journal, directory, url(), settings);
  }

  @Test
  void removesRowsByCountTheOldestFirst() throws Exception {
    try (RunningStore store = keeping("rows = 100")) {
      journal.add(Events.numbered(0, 333));
      store.settled();
      Job.Report report = store.retention().run();
      assertThat(report.figures()).isEqualTo(Map.of("tooMany", 233L));
      assertThat(report.text()).isEqualTo("removed 233 beyond 100");
      assertThat(store.column("select id from event order by sequence"))
          .containsExactlyElementsOf(IntStream.range(233, 333).mapToObj(i -> "" + i).toList());
      assertThat(store.retention().run().figures()).containsEntry("tooMany", 0L);
      journal.add(Events.numbered(333, 343));
      store.settled();
      assertThat(store.retention().run().figures()).containsEntry("tooMany", 10L);
      assertThat(ids(store.get("?limit=1").body())).containsExactly("243");
    }
  }

  @Test
  void removesRowsByAgeAndNoOthers() throws Exception {
    Instant now = Instant.now();
    try (RunningStore store = keeping("age = 2 d")) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        // One of them came by a clock that was right when the others were not.
        events.add(received(i, i == 50 ? now : now.minus(Duration.ofDays(3))));
      }
      events.add(received(200, now.minus(Duration.ofDays(1))));
      journal.add(events);
      store.settled();
      Job.Report report = store.retention().run();
      assertThat(report.figures()).isEqualTo(Map.of("tooOld", 199L));
      assertThat(store.column("select id from event order by sequence"))
          .containsExactly("50", "200");
    }
  }

  @Test
  void aClockThatJumpsAheadRemovesNothingByAgeAndFailsTheRun() throws Exception {
    try (RunningStore store = keeping("age = 2 d, rows = 8")) {
      ManualClock clock = new ManualClock(Instant.now());
      ManualClock ticker = new ManualClock();
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        events.add(received(i, clock.instant().minus(Duration.ofHours(i < 5 ? 60 : 1))));
      }
      journal.add(events);
      store.settled();
      Retention retention =
          new Retention(
              store.database,
              table(store),
              store.plugin.context().config(EventStoreConfig.class),
              clock,
              ticker::nanoTime);
      clock.advance(Duration.ofDays(365));
      assertThatThrownBy(retention::run)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-STORE-006")
          .hasMessageContaining("525600 minutes");
      assertThat(store.column("select id from event")).as("the number is no matter").hasSize(8);
      clock.advance(Duration.ofDays(-365).plusMinutes(59));
      assertThat(retention.run().figures()).isEqualTo(Map.of("tooOld", 3L, "tooMany", 0L));
      clock.advance(Duration.ofDays(2));
      ticker.advance(Duration.ofDays(2));
      assertThat(retention.run().figures()).isEqualTo(Map.of("tooOld", 5L, "tooMany", 0L));
    }
  }

  @Test
  void rowsOfAClockThatWasAheadHideNoOldOnesAndAreNotSparedByTheCount() throws Exception {
    Instant now = Instant.now();
    try (RunningStore store = keeping("age = 2 d, rows = 60")) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        events.add(received(i, now.plus(Duration.ofDays(i < 150 ? 365 : -3))));
      }
      events.add(received(300, now));
      journal.add(events);
      store.settled();
      Job.Report report = store.retention().run();
      assertThat(report.figures()).isEqualTo(Map.of("tooOld", 150L, "tooMany", 91L));
      assertThat(store.column("select id from event order by sequence"))
          .hasSize(60)
          .startsWith("91")
          .endsWith("300");
    }
  }

  /** A machine without a battery begins in 1970, or when its disk was made, until it is told. */
  @Test
  void rowsOfAClockThatHadNotBeenSetAreKeptUntilAnOlderOneFollows() throws Exception {
    Instant now = Instant.now();
    try (RunningStore store = keeping("age = 2 d")) {
      List<Event> events = new ArrayList<>();
      events.add(received(0, now.minus(Duration.ofDays(3))));
      for (int i = 1; i <= 10; i++) {
        events.add(received(i, Instant.EPOCH.plusSeconds(i)));
      }
      events.add(received(11, now.minus(Duration.ofDays(3))));
      for (int i = 12; i < 100; i++) {
        events.add(received(i, Instant.parse("2017-06-01T00:00:00Z").plusSeconds(i)));
      }
      events.add(received(100, now));
      journal.add(events);
      store.settled();
      Job.Report report = store.retention().run();
      assertThat(report.figures()).isEqualTo(Map.of("tooOld", 12L));
      assertThat(store.column("select id from event order by sequence"))
          .containsExactlyElementsOf(IntStream.rangeClosed(12, 100).mapToObj(i -> "" + i).toList());
    }
  }

  @Test
  void aRunThatHasTooMuchToDoEndsByItselfAndSaysSo() throws Exception {
    try (RunningStore store = keeping("rows = 1")) {
      journal.add(Events.numbered(0, 300));
      store.settled();
      AtomicInteger looks = new AtomicInteger();
      Retention retention =
          new Retention(
              store.database,
              table(store),
              store.plugin.context().config(EventStoreConfig.class),
              InstantSource.system(),
              () -> looks.incrementAndGet() > 5 ? Duration.ofMinutes(31).toNanos() : 0);
      assertThat(retention.run().text())
          .isEqualTo("removed 70 beyond 1, so far, the rest at the next run");
    }
  }

  private static EventTable table(RunningStore store) {
    return EventTable.of(store.database.dialect(), store.database.client());
  }

  private static Event received(int id, Instant at) {
    return new Event("mount", "" + id, "t", null, null, at, new byte[0], new byte[0]);
  }

  @Test
  void keepsEverythingByDefault() throws Exception {
    try (RunningStore store = running()) {
      journal.add(List.of(received(0, Instant.EPOCH)));
      store.settled();
      assertThat(store.retention().run().text()).contains("every row is kept");
      assertThat(store.column("select id from event")).hasSize(1);
    }
  }

  @Test
  void endsBetweenTwoChunksWhenItIsInterrupted() throws Exception {
    try (RunningStore store = keeping("rows = 1")) {
      journal.add(Events.numbered(0, 300));
      store.settled();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> store.retention().run()).isInstanceOf(InterruptedException.class);
      assertThat(store.column("select count(*) from event")).containsExactly("230");
    } finally {
      Thread.interrupted();
    }
  }

  final void assertEachOnce(RunningStore store, int count) throws Exception {
    List<String> ids = store.column("select id from event");
    assertThat(ids).hasSize(count);
    assertThat(new HashSet<>(ids)).hasSize(count);
    assertThat(journal.deadLetters).isEmpty();
  }

  static List<String> ids(String page) {
    return ID.matcher(page).results().map(found -> found.group(1)).toList();
  }

  static String newer(String page) {
    Matcher newer = NEWER.matcher(page);
    assertThat(newer.find()).as(page).isTrue();
    return newer.group(1);
  }

  static String next(String page) {
    Matcher next = NEXT.matcher(page);
    assertThat(next.find()).as(page).isTrue();
    return next.group(1);
  }
}
