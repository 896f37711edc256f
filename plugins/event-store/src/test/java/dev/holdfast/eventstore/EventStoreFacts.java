package dev.holdfast.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.InsertResult;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.journal.Event;
import io.helidon.health.HealthCheckResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds on every database: how events are stored. */
abstract class EventStoreFacts extends StoreFixture {
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

  /** An operator may ask for new connections at any time. */
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
}
