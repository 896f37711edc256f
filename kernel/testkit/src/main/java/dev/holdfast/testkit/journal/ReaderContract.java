package dev.holdfast.testkit.journal;

import static dev.holdfast.testkit.journal.JournalSteps.LONG;
import static dev.holdfast.testkit.journal.JournalSteps.append;
import static dev.holdfast.testkit.journal.JournalSteps.await;
import static dev.holdfast.testkit.journal.JournalSteps.ids;
import static dev.holdfast.testkit.journal.JournalSteps.large;
import static dev.holdfast.testkit.journal.JournalSteps.numbers;
import static dev.holdfast.testkit.journal.JournalSteps.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.ReaderFenced;
import dev.holdfast.spi.journal.UnknownPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promises of a journal about the names of its readers: who owns one, who takes it over, what
 * is forgotten, and which place counts. A part of {@link JournalContract}.
 */
public interface ReaderContract extends TestedJournal {

  @Test
  default void aLaterStartOfThePluginTakesTheNameOver(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 6);
      Journal first = open.journal().forPlugin("p");
      JournalReader old = first.reader("r");
      List<Entry> entries = old.read(6, LONG);
      old.commit(entries.get(1).next());
      assertThatIllegalStateException().isThrownBy(() -> first.reader("r"));
      try (JournalReader young = open.journal().forPlugin("p").reader("r")) {
        isFenced(old, entries.get(4));
        old.close();
        assertThat(young.place()).isEqualTo(entries.get(1).next());
        assertThat(ids(young.read(99, LONG))).isEqualTo(numbers(2, 6));
        young.commit(entries.get(2).next());
      }
    }
    try (OpenJournal open = open(folder)) {
      assertThat(ids(readAll(open.journal(), "r"))).isEqualTo(numbers(3, 6));
    }
  }

  private static void isFenced(JournalReader reader, Entry entry) {
    assertThatThrownBy(() -> reader.read(1, LONG)).isInstanceOf(ReaderFenced.class);
    assertThatThrownBy(() -> reader.commit(entry.next())).isInstanceOf(ReaderFenced.class);
    assertThatThrownBy(() -> reader.rewind(entry.position())).isInstanceOf(ReaderFenced.class);
    assertThatThrownBy(() -> reader.deadLetter(entry.event(), JournalContract.REASON))
        .isInstanceOf(ReaderFenced.class);
  }

  @Test
  default void aReaderThatWaitsIsFencedAtOnce(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      JournalReader old = open.journal().forPlugin("p").reader("r");
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      Thread thread =
          Thread.startVirtualThread(
              () -> failure.set(catchThrowable(() -> old.read(1, Duration.ofMinutes(5)))));
      Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      open.journal().forPlugin("p").reader("r").close();
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
      assertThat(failure.get()).isInstanceOf(ReaderFenced.class);
    }
  }

  @Test
  default void aForgottenReaderIsFencedAndBeginsAnew(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      Journal journal = open.journal();
      append(journal, 0, 6);
      assertThat(journal.forget("r")).isFalse();
      JournalReader old = journal.reader("r");
      List<Entry> entries = old.read(6, LONG);
      old.commit(entries.get(3).next());
      assertThat(journal.forget("r")).isTrue();
      isFenced(old, entries.get(4));
      old.close();
      assertThat(journal.forget("r")).isFalse();
    }
    try (OpenJournal open = open(folder);
        JournalReader young = open.journal().reader("r")) {
      assertThat(young.place()).isEqualTo(open.journal().start());
      assertThat(ids(young.read(99, LONG))).isEqualTo(numbers(0, 6));
    }
  }

  @Test
  default void nobodyForgetsTheReaderOfAnotherPlugin(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      Journal owner = open.journal().forPlugin("owner");
      Journal other = open.journal().forPlugin("other");
      try (JournalReader reader = owner.reader("r")) {
        assertThatThrownBy(() -> other.forget("r")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> other.reader("r")).isInstanceOf(ProblemException.class);
        assertThat(reader.read(1, Duration.ZERO)).isEmpty();
      }
      assertThat(owner.forget("r")).isTrue();
      other.reader("r").close();
    }
  }

  @Test
  default void theLowerOfBothPlacesCounts(@TempDir Path folder) throws Exception {
    Position known;
    Position own;
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 6);
      try (JournalReader reader = open.journal().reader("r")) {
        List<Entry> entries = reader.read(6, LONG);
        known = entries.get(1).next();
        own = entries.get(4).next();
        reader.commit(own);
      }
      Position end = open.journal().end();
      try (JournalReader reader = open.journal().reader("r", Optional.of(end))) {
        assertThat(reader.place()).as("it is no way forwards").isEqualTo(own);
      }
      try (JournalReader reader = open.journal().reader("r", Optional.of(known))) {
        assertThat(reader.place()).isEqualTo(known);
        assertThat(ids(reader.read(99, LONG))).isEqualTo(numbers(2, 6));
      }
    }
    try (OpenJournal open = open(folder);
        JournalReader reader = open.journal().reader("r")) {
      assertThat(reader.place()).isEqualTo(known);
    }
  }

  @Test
  default void aKnownPlaceOfAnotherJournalOpensNothing(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      append(open.journal(), 0, 6);
      Position end = open.journal().end();
      for (Position wrong :
          List.of(
              new Position(end.epoch() + 1, end.offset()),
              new Position(end.epoch(), end.offset() + 1))) {
        assertThatThrownBy(() -> open.journal().reader("r", Optional.of(wrong)))
            .isInstanceOf(UnknownPosition.class);
      }
      assertThat(ids(readAll(open.journal(), "r"))).isEqualTo(numbers(0, 6));
    }
  }

  @Test
  default void whatIsDeletedBehindAKnownPlaceIsAGap(@TempDir Path folder) throws Exception {
    assume(Capability.ROOM);
    try (OpenJournal open = openWithRoomFor(folder, 4 << 20)) {
      Journal journal = open.journal();
      Position start = journal.start();
      try (JournalReader holder = journal.reader(HOLDER)) {
        for (int i = 0; i < 100; i++) {
          await(journal.append(List.of(large(i))));
          holder.commit(journal.end());
        }
      }
      try (JournalReader holder = journal.reader(HOLDER, Optional.of(start))) {
        List<Entry> entries = holder.read(1, LONG);
        assertThat(holder.gap()).contains(new JournalReader.Gap(start, journal.start()));
        assertThat(entries.getFirst().position()).isEqualTo(journal.start());
      }
    }
  }

  @Test
  default void theTextsOfPositionsAreInTheOrderOfTheLog(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      for (int i = 0; i < 40; i++) {
        await(open.journal().append(List.of(large(i))));
      }
      List<String> texts =
          readAll(open.journal(), "r").stream().map(entry -> entry.next().toString()).toList();
      assertThat(texts).isSorted().doesNotHaveDuplicates();
      assertThat(texts).extracting(Position::parse).isSorted();
    }
  }

  @Test
  default void saysHowDurableAnAcknowledgedEventIs(@TempDir Path folder) throws Exception {
    try (OpenJournal open = open(folder)) {
      assertThat(open.journal().durability())
          .isEqualTo(open.journal().forPlugin("p").durability())
          .isNotNull();
    }
  }
}
