package dev.holdfast.testkit.journal;

import static dev.holdfast.testkit.journal.JournalSteps.LONG;
import static dev.holdfast.testkit.journal.JournalSteps.append;
import static dev.holdfast.testkit.journal.JournalSteps.await;
import static dev.holdfast.testkit.journal.JournalSteps.ids;
import static dev.holdfast.testkit.journal.JournalSteps.large;
import static dev.holdfast.testkit.journal.JournalSteps.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.UnknownPosition;
import dev.holdfast.testkit.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promises of {@link JournalTail}; a part of {@link JournalContract}. */
public interface TailContract extends TestedJournal {

  @Test
  default void aTailReadsFromTheStartTheEndOrAnyPosition(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      Journal journal = open.journal();
      append(journal, 0, 10);
      List<Entry> all;
      try (JournalTail tail = journal.tail(journal.start())) {
        all = tail.read(99, LONG);
        assertThat(ids(all)).isEqualTo(numbers(0, 10));
        assertThat(tail.gap()).isEmpty();
        assertThat(tail.position()).isEqualTo(journal.end());
        assertThat(tail.read(99, Duration.ZERO)).isEmpty();
      }
      for (Entry entry : all) {
        try (JournalTail tail = journal.tail(entry.position());
            JournalTail behind = journal.tail(Position.parse(entry.next().toString()))) {
          assertThat(tail.position()).isEqualTo(entry.position());
          assertThat(tail.read(1, LONG)).containsExactly(entry);
          assertThat(tail.position()).isEqualTo(entry.next());
          assertThat(behind.read(99, Duration.ZERO)).hasSize(all.size() - 1 - all.indexOf(entry));
        }
      }
      try (JournalTail tail = journal.tail(journal.end())) {
        append(journal, 10, 12);
        assertThat(ids(tail.read(99, LONG))).isEqualTo(numbers(10, 12));
      }
    }
  }

  @Test
  default void aTailGoesOnWhereAnotherEndedAlsoAfterARestart(@TempDir Path folder)
      throws Exception {
    Position cursor;
    try (OpenJournal open = open(folder);
        JournalTail tail = open.journal().tail(open.journal().start())) {
      append(open.journal(), 0, 10);
      assertThat(tail.read(4, LONG)).hasSize(4);
      cursor = tail.position();
    }
    try (OpenJournal open = open(folder);
        JournalTail tail = open.journal().tail(cursor)) {
      assertThat(ids(tail.read(99, LONG))).isEqualTo(numbers(4, 10));
    }
  }

  @Test
  default void hundredsOfTailsWaitAndEachReadsEverything(@TempDir Path folder) throws Exception {
    int tails = 300;
    int events = 200;
    try (OpenJournal open = open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Journal journal = open.journal();
      List<Future<List<String>>> results = new ArrayList<>();
      for (int i = 0; i < tails; i++) {
        JournalTail tail = journal.tail(journal.end());
        results.add(
            threads.submit(() -> {
              try (tail) {
                List<Entry> read = new ArrayList<>();
                while (read.size() < events) {
                  read.addAll(tail.read(64, LONG));
                }
                return ids(read);
              }
            }));
      }
      for (int i = 0; i < events; i += 20) {
        append(journal, i, i + 20);
      }
      for (Future<List<String>> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(numbers(0, events));
      }
    }
  }

  @Test
  default void aTailHoldsNothingBackAndIsToldItsGap(@TempDir Path folder) throws Exception {
    assume(Capability.ROOM);
    try (OpenJournal open = openWithRoomFor(folder, 4 << 20)) {
      Journal journal = open.journal();
      Position start = journal.start();
      await(journal.append(List.of(large(0), large(1))));
      try (JournalTail tail = journal.tail(start);
          JournalReader holder = journal.reader(HOLDER)) {
        assertThat(ids(tail.read(1, LONG))).isEqualTo(numbers(0, 1));
        Position before = tail.position();
        for (int i = 2; i < 102; i++) {
          await(journal.append(List.of(large(i))));
          holder.commit(journal.end());
        }
        assertThat(journal.start()).isGreaterThan(before);
        for (JournalTail late : List.of(tail, journal.tail(before), journal.tail(start))) {
          Position from = late.position();
          List<Entry> entries = late.read(1, LONG);
          JournalReader.Gap gap = late.gap().orElseThrow();
          assertThat(gap.from()).isEqualTo(from);
          assertThat(gap.to()).isEqualTo(journal.start());
          assertThat(entries.getFirst().position()).isEqualTo(gap.to());
          List<Entry> rest = late.read(1000, LONG);
          assertThat(late.gap()).isEmpty();
          while (!rest.getLast().next().equals(journal.end())) {
            rest = late.read(1000, LONG);
          }
          assertThat(ids(rest).getLast()).isEqualTo("101");
          late.close();
        }
      }
    }
  }

  @Test
  default void aTailRefusesPositionsThatTheJournalNeverGaveOut(@TempDir Path folder)
      throws Exception {
    try (OpenJournal open = open(folder)) {
      Journal journal = open.journal();
      append(journal, 0, 6);
      Position end = journal.end();
      refuses(
          journal, new Position(end.epoch() + 1, end.offset()), UnknownPosition.Kind.OTHER_EPOCH);
      refuses(
          journal, new Position(end.epoch(), end.offset() + 1), UnknownPosition.Kind.BEHIND_END);
      Position inside = new Position(end.epoch(), journal.start().offset() + 1);
      Entry first;
      try (JournalTail tail = journal.tail(journal.start())) {
        first = tail.read(1, LONG).getFirst();
      }
      if (inside.compareTo(first.next()) < 0) {
        refuses(journal, inside, UnknownPosition.Kind.INSIDE_EVENT);
      }
    }
  }

  private static void refuses(Journal journal, Position wrong, UnknownPosition.Kind kind) {
    assertThatThrownBy(() -> journal.tail(wrong))
        .isInstanceOfSatisfying(
            UnknownPosition.class, unknown -> assertThat(unknown.kind()).isEqualTo(kind));
  }

  @Test
  default void anyThreadClosesATailThatWaits(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      JournalTail tail = open.journal().tail(open.journal().end());
      AtomicReference<@Nullable Thread> reading = new AtomicReference<>();
      Future<List<Entry>> waiting =
          threads.submit(() -> {
            reading.set(Thread.currentThread());
            return tail.read(5, Duration.ofMinutes(5));
          });
      awaitWaiting(reading);
      tail.close();
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEmpty();
      assertThatIllegalStateException().isThrownBy(() -> tail.read(1, Duration.ZERO));
      tail.close();
    }
  }

  @Test
  default void aTailEndsWithItsJournal(@TempDir Path folder) throws Exception {
    OpenJournal open = open(folder);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        JournalTail tail = open.journal().tail(open.journal().end())) {
      AtomicReference<@Nullable Thread> reading = new AtomicReference<>();
      Future<List<Entry>> waiting =
          threads.submit(() -> {
            reading.set(Thread.currentThread());
            return tail.read(5, Duration.ofMinutes(5));
          });
      awaitWaiting(reading);
      Journal journal = open.journal();
      open.close();
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEmpty();
      assertThatIllegalStateException().isThrownBy(() -> tail.read(1, Duration.ZERO));
      assertThatIllegalStateException().isThrownBy(() -> journal.tail(journal.start()));
    }
  }

  private static void awaitWaiting(AtomicReference<@Nullable Thread> reading) {
    Awaitility.await()
        .until(() -> {
          Thread thread = reading.get();
          return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
        });
  }

  @Test
  default void aReadOfATailIsInterrupted(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder);
        JournalTail tail = open.journal().tail(open.journal().end())) {
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      Thread thread =
          Thread.startVirtualThread(() -> failure.set(catchThrowable(() -> tail.read(1, LONG))));
      Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      thread.interrupt();
      thread.join();
      assertThat(failure.get()).isInstanceOf(InterruptedException.class);
      append(open.journal(), 0, 1);
      assertThat(tail.read(1, LONG)).hasSize(1);
    }
  }

  @Test
  default void aTailReadsEventsOfAnySize(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder);
        JournalTail tail = open.journal().tail(open.journal().start())) {
      List<Event> events =
          List.of(
              large(0),
              Events.sized("a", "1", 300_000),
              large(2),
              Events.sized("a", "3", (1 << 20) - 1_000),
              large(4),
              Events.sized("a", "5", 300_000),
              large(6));
      await(open.journal().append(events));
      List<Entry> read = new ArrayList<>();
      while (read.size() < events.size()) {
        read.addAll(tail.read(99, LONG));
      }
      assertThat(read).extracting(Entry::event).isEqualTo(events);
    }
  }
}
