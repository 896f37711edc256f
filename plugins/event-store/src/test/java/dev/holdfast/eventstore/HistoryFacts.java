package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.server.MemoryBudget;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds on every database: how events are read. */
abstract class HistoryFacts extends StoreFixture {
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

  /** 20 to 32 clients that did not read were more than the heap. */
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
}
