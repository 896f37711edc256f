package dev.holdfast.testkit.journal;

import static dev.holdfast.testkit.journal.JournalSteps.LONG;
import static dev.holdfast.testkit.journal.JournalSteps.append;
import static dev.holdfast.testkit.journal.JournalSteps.await;
import static dev.holdfast.testkit.journal.JournalSteps.commit;
import static dev.holdfast.testkit.journal.JournalSteps.drain;
import static dev.holdfast.testkit.journal.JournalSteps.fill;
import static dev.holdfast.testkit.journal.JournalSteps.ids;
import static dev.holdfast.testkit.journal.JournalSteps.large;
import static dev.holdfast.testkit.journal.JournalSteps.numbers;
import static dev.holdfast.testkit.journal.JournalSteps.problem;
import static dev.holdfast.testkit.journal.JournalSteps.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.spi.Problem;
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
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every promise of {@link Journal}, {@link JournalReader} and {@link JournalTail} as a test. A test
 * class of an implementation implements this and says how to open one, and what the tests can do to
 * it.
 */
public interface JournalContract
    extends RewindContract, ReaderContract, TailContract, DamageContract, FailureContract {
  Problem REASON = new Problem("HF-TEST-001", 500, "The event is poison", "its data", "");

  @Test
  default void keepsTheOrderOfCallsAndOfEachList(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      List<CompletableFuture<Position>> futures = new ArrayList<>();
      for (int i = 0; i < 300; i += 3) {
        futures.add(open.journal().append(Events.range("a", i, i + 3)));
      }
      Position last = await(futures.getLast());
      assertThat(ids(readAll(open.journal(), "r"))).isEqualTo(numbers(0, 300));
      assertThat(open.journal().end()).isEqualTo(last);
    }
  }

  @Test
  default void givesPositionsThatGrow(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      Position first = append(open.journal(), 0, 2);
      Position second = append(open.journal(), 2, 4);
      assertThat(second).isGreaterThan(first);
      List<Entry> entries = readAll(open.journal(), "r");
      assertThat(entries.get(1).next()).isEqualTo(first);
      assertThat(entries.get(3).next()).isEqualTo(second);
      assertThat(entries.getFirst().position()).isEqualTo(open.journal().start());
      assertThat(entries).extracting(Entry::position).isSorted().doesNotHaveDuplicates();
      assertThat(entries).allMatch(entry -> entry.next().compareTo(entry.position()) > 0);
    }
  }

  @Test
  default void keepsEveryFieldOfAnEvent(@TempDir Path folder) throws Exception {
    Event event = Events.sized("observatory/ä", "1", 70_000);
    try (OpenJournal open = open(folder)) {
      await(open.journal().append(List.of(event)));
      assertThat(readAll(open.journal(), "r")).extracting(Entry::event).containsExactly(event);
    }
  }

  @Test
  default void keepsWhatItAcknowledgedOverARestart(@TempDir Path folder) throws Exception {
    Position end;
    try (OpenJournal open = open(folder)) {
      end = append(open.journal(), 0, 10);
    }
    try (OpenJournal open = open(folder)) {
      assertThat(open.journal().end()).isEqualTo(end);
      append(open.journal(), 10, 12);
      assertThat(ids(readAll(open.journal(), "r"))).isEqualTo(numbers(0, 12));
    }
  }

  @Test
  default void keepsWhatIsQueuedWhenItIsClosed(@TempDir Path folder) throws Exception {
    CompletableFuture<Position> queued;
    try (OpenJournal open = open(folder)) {
      queued = open.journal().append(Events.range("a", 0, 1000));
    }
    await(queued);
    try (OpenJournal open = open(folder)) {
      assertThat(readAll(open.journal(), "r")).hasSize(1000);
    }
  }

  @Test
  default void showsAReaderOnlyWhatIsAcknowledged(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder);
        JournalReader reader = open.journal().reader("r")) {
      for (int i = 0; i < 50; i++) {
        CompletableFuture<Position> future = open.journal().append(Events.range("a", i, i + 1));
        Entry entry = reader.read(1, LONG).getFirst();
        assertThat(open.journal().end()).isGreaterThanOrEqualTo(entry.next());
        assertThat(await(future)).isEqualTo(entry.next());
      }
    }
  }

  @Test
  default void beginsAtTheStartForANewName(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 5);
      try (JournalReader reader = open.journal().reader("late")) {
        assertThat(reader.place()).isEqualTo(open.journal().start());
        assertThat(ids(reader.read(2, LONG))).isEqualTo(numbers(0, 2));
        assertThat(ids(reader.read(99, LONG))).isEqualTo(numbers(2, 5));
      }
    }
  }

  @Test
  default void goesOnAtTheCommittedPlaceOfEachName(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 10);
      commit(open.journal(), "one", 3);
      commit(open.journal(), "two", 7);
    }
    try (OpenJournal open = open(folder)) {
      assertThat(ids(readAll(open.journal(), "one"))).isEqualTo(numbers(3, 10));
      assertThat(ids(readAll(open.journal(), "two"))).isEqualTo(numbers(7, 10));
      assertThat(ids(readAll(open.journal(), "new"))).isEqualTo(numbers(0, 10));
    }
  }

  @Test
  default void readsAgainWhatWasNotCommitted(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 4);
      assertThat(readAll(open.journal(), "r")).hasSize(4);
      assertThat(readAll(open.journal(), "r")).hasSize(4);
    }
  }

  @Test
  default void movesTheCursorAndNotThePlaceOnSeek(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 6);
      try (JournalReader reader = open.journal().reader("r")) {
        List<Entry> entries = reader.read(6, LONG);
        reader.seek(entries.get(2).position());
        assertThat(ids(reader.read(9, LONG))).isEqualTo(numbers(2, 6));
        reader.seek(entries.get(4).next());
        assertThat(ids(reader.read(9, LONG))).isEqualTo(numbers(5, 6));
        reader.seek(open.journal().end());
        assertThat(reader.read(9, Duration.ZERO)).isEmpty();
        reader.seek(open.journal().start());
        assertThat(ids(reader.read(9, LONG))).isEqualTo(numbers(0, 6));
        assertThat(reader.place()).isEqualTo(open.journal().start());
      }
    }
  }

  @Test
  default void refusesPositionsThatItNeverGaveOut(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 6);
      Position end = open.journal().end();
      try (JournalReader reader = open.journal().reader("r")) {
        Position foreign = new Position(end.epoch() + 1, end.offset());
        Position behind = new Position(end.epoch(), end.offset() + 1);
        for (Position wrong : List.of(foreign, behind)) {
          assertThatThrownBy(() -> reader.seek(wrong)).isInstanceOf(UnknownPosition.class);
          assertThatThrownBy(() -> reader.commit(wrong)).isInstanceOf(UnknownPosition.class);
        }
        assertThat(ids(reader.read(9, LONG))).isEqualTo(numbers(0, 6));
      }
    }
  }

  @Test
  default void neverMovesAPlaceBack(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 6);
      try (JournalReader reader = open.journal().reader("r")) {
        List<Entry> entries = reader.read(6, LONG);
        reader.commit(entries.get(4).next());
        reader.commit(entries.get(1).next());
        assertThat(reader.place()).isEqualTo(entries.get(4).next());
      }
      assertThat(ids(readAll(open.journal(), "r"))).isEqualTo(numbers(5, 6));
    }
  }

  @Test
  default void waitsForEventsAndNoLonger(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder);
        JournalReader reader = open.journal().reader("r")) {
      long before = System.nanoTime();
      assertThat(reader.read(1, Duration.ofMillis(50))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(49));
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<List<Entry>> waiting = threads.submit(() -> reader.read(5, LONG));
        append(open.journal(), 0, 1);
        assertThat(ids(waiting.get(20, TimeUnit.SECONDS))).isEqualTo(numbers(0, 1));
      }
    }
  }

  @Test
  default void endsAWaitWhenItsThreadIsInterrupted(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder);
        JournalReader reader = open.journal().reader("r")) {
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      Thread thread =
          Thread.startVirtualThread(() -> failure.set(catchThrowable(() -> reader.read(1, LONG))));
      Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      thread.interrupt();
      thread.join();
      assertThat(failure.get()).isInstanceOf(InterruptedException.class);
      append(open.journal(), 0, 1);
      assertThat(reader.read(1, LONG)).hasSize(1);
    }
  }

  @Test
  default void endsAWaitWhenTheReaderIsClosed(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      JournalReader reader = open.journal().reader("r");
      Future<List<Entry>> waiting = threads.submit(() -> reader.read(5, Duration.ofMinutes(5)));
      reader.close();
      assertThat(catchThrowable(() -> assertThat(waiting.get(20, TimeUnit.SECONDS)).isEmpty()))
          .satisfiesAnyOf(
              nothing -> assertThat(nothing).isNull(),
              refused -> assertThat(refused).hasCauseInstanceOf(IllegalStateException.class));
      assertThatIllegalStateException().isThrownBy(() -> reader.read(1, Duration.ZERO));
      reader.close();
    }
  }

  @Test
  default void opensAReaderOfANameOnce(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      JournalReader reader = open.journal().reader("r");
      assertThatIllegalStateException().isThrownBy(() -> open.journal().reader("r"));
      open.journal().reader("other").close();
      reader.close();
      open.journal().reader("r").close();
    }
  }

  @Test
  default void refusesNamesThatAreNone(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      for (String name : List.of("", "A", "1a", "a/b", "..", "a b", "-")) {
        assertThatIllegalArgumentException().isThrownBy(() -> open.journal().reader(name));
      }
    }
  }

  @Test
  default void refusesAnEmptyGroupAndOneWithAGiant(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      assertThatIllegalArgumentException().isThrownBy(() -> open.journal().append(List.of()));
      List<Event> group = List.of(Events.event("a", "small"), tooLarge());
      assertThat(problem(open.journal().append(group)).status()).isEqualTo(413);
      append(open.journal(), 0, 1);
      assertThat(ids(readAll(open.journal(), "r"))).isEqualTo(numbers(0, 1));
    }
  }

  @Test
  default void refusesWhenFullAndKeepsAllThatNobodyConsumed(@TempDir Path folder) throws Exception {
    assume(Capability.ROOM);
    try (OpenJournal open = openWithRoomFor(folder, 4 << 20)) {
      int kept = fill(open.journal());
      assertThat(kept).isPositive();
      assertThat(ids(readAll(open.journal(), "r"))).isEqualTo(numbers(0, kept));
    }
  }

  @Test
  default void acceptsAgainWhenReadersHaveConsumed(@TempDir Path folder) throws Exception {
    assume(Capability.ROOM);
    try (OpenJournal open = openWithRoomFor(folder, 4 << 20)) {
      int kept = fill(open.journal());
      try (JournalReader reader = open.journal().reader(HOLDER)) {
        reader.commit(drain(reader).getLast().next());
        for (int i = kept; i < kept + 50; i++) {
          await(open.journal().append(List.of(large(i))));
          reader.commit(reader.read(9, LONG).getLast().next());
        }
        assertThat(open.journal().start())
            .isGreaterThan(new Position(open.journal().end().epoch(), 0));
      }
    }
  }

  @Test
  default void keepsWhatTheHolderNeeds(@TempDir Path folder) throws Exception {
    assume(Capability.ROOM);
    try (OpenJournal open = openWithRoomFor(folder, 4 << 20)) {
      open.journal().reader(HOLDER).close();
      int kept = fill(open.journal());
      try (JournalReader fast = open.journal().reader("fast")) {
        fast.commit(drain(fast).getLast().next());
      }
      assertThat(problem(open.journal().append(List.of(large(kept)))).status()).isEqualTo(503);
      assertThat(ids(readAll(open.journal(), HOLDER))).isEqualTo(numbers(0, kept));
    }
  }

  /** A plugin that lags, or was removed, refuses nobody: its lease ends, and it is told its gap. */
  @Test
  default void anyOtherReaderHoldsNobodyBackAndIsToldItsGap(@TempDir Path folder) throws Exception {
    assume(Capability.ROOM);
    try (OpenJournal open = openWithRoomFor(folder, 4 << 20);
        JournalReader lagging = open.journal().reader("lagging")) {
      open.journal().reader("gone").close();
      await(open.journal().append(List.of(large(0), large(1))));
      assertThat(ids(lagging.read(1, LONG))).isEqualTo(numbers(0, 1));
      assertThat(lagging.gap()).isEmpty();
      try (JournalReader holder = open.journal().reader(HOLDER)) {
        for (int i = 2; i < 102; i++) {
          await(open.journal().append(List.of(large(i))));
          holder.commit(open.journal().end());
        }
      }
      for (JournalReader reader : List.of(lagging, open.journal().reader("gone"))) {
        List<Entry> entries = reader.read(1000, LONG);
        while (reader.gap().isEmpty()) {
          entries = reader.read(1000, LONG);
        }
        JournalReader.Gap gap = reader.gap().get();
        assertThat(gap.to()).isGreaterThan(gap.from());
        assertThat(entries.getFirst().position()).isEqualTo(gap.to());
        List<Entry> rest = reader.read(1000, Duration.ZERO);
        assertThat(reader.gap()).isEmpty();
        assertThat(ids((rest.isEmpty() ? entries : rest)).getLast()).isEqualTo("101");
        reader.close();
      }
    }
  }

  @Test
  default void keepsTheOrderOfEveryProducer(@TempDir Path folder) throws Exception {
    int producers = 16;
    int each = 200;
    try (OpenJournal open = open(folder)) {
      Queue<CompletableFuture<Position>> futures = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        String source = "p" + p;
        threads.add(
            Thread.startVirtualThread(() -> {
              for (int i = 0; i < each; i += 2) {
                futures.add(open.journal().append(Events.range(source, i, i + 2)));
              }
            }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      for (CompletableFuture<Position> future : futures) {
        await(future);
      }
      try (JournalReader reader = open.journal().reader("r")) {
        List<Entry> all = new ArrayList<>();
        Awaitility.await()
            .atMost(LONG)
            .until(() -> all.addAll(reader.read(100, LONG)) && all.size() == producers * each);
        for (int p = 0; p < producers; p++) {
          String source = "p" + p;
          List<Entry> own = all.stream().filter(e -> e.event().source().equals(source)).toList();
          assertThat(ids(own)).isEqualTo(numbers(0, each));
        }
      }
    }
  }

  @Test
  default void setsEventsAsideWithoutMovingThePlace(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 3);
      try (JournalReader reader = open.journal().reader("r")) {
        Entry bad = reader.read(1, LONG).getFirst();
        reader.deadLetter(bad.event(), REASON);
        assertThat(reader.place()).isEqualTo(open.journal().start());
        assertThat(ids(reader.read(9, LONG))).isEqualTo(numbers(1, 3));
      }
    }
  }

  @Test
  default void refusesEverythingOnceItIsClosed(@TempDir Path folder) throws Exception {
    OpenJournal open = open(folder);
    JournalReader reader = open.journal().reader("r");
    open.close();
    assertThat(problem(open.journal().append(Events.range("a", 0, 1))).status()).isEqualTo(503);
    assertThatIllegalStateException().isThrownBy(() -> open.journal().reader("s"));
    assertThatIllegalStateException().isThrownBy(() -> reader.read(1, Duration.ZERO));
    try (OpenJournal again = open(folder)) {
      assertThat(readAll(again.journal(), "r")).isEmpty();
    }
  }
}
