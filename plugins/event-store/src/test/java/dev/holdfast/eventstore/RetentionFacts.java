package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds on every database: which rows are removed. */
abstract class RetentionFacts extends StoreFixture {
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
}
