package dev.holdfast.journal.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.deadletters.DeadLetters.Choice;
import dev.holdfast.journal.log.FaultyDisk;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalFull;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.InMemoryJournal;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters are replayed and dropped, and none of it loses an event. */
final class DeadLetterWorkTest {
  private static final Problem REFUSED = new Problem("HF-TEST-001", 422, "no", "", "");
  private static final Problem OTHER = new Problem("HF-TEST-002", 422, "no", "", "");
  private static final JournalConfig CONFIG = JournalConfigs.config(1 << 20, 1 << 30);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final FaultyDisk disk = new FaultyDisk();
  private final InMemoryJournal journal = new InMemoryJournal();

  private DeadLetters open() throws IOException {
    return DeadLetters.open(disk, folder, CONFIG, clock, clock::nanoTime, () -> 1);
  }

  private static void add(DeadLetters letters, int from, int to, Problem reason) {
    for (int i = from; i < to; i++) {
      letters.add("store", Events.sized("s", "" + i, 5_000), reason);
    }
  }

  private List<String> ids() {
    return journal.events().stream().map(Event::id).toList();
  }

  @Test
  void aReplayedLetterIsAppendedAndGoneAndTheNumbersOfTheOthersStay() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 5, REFUSED);
      DeadLetterWork work = new DeadLetterWork(letters, journal);
      assertThat(work.replay(Choice.one(3)).numbers()).containsExactly(3L);
      assertThat(work.replay(Choice.one(3)).numbers()).isEmpty();
      assertThat(work.drop(Choice.one(1)).numbers()).containsExactly(1L);
      assertThat(ids()).containsExactly("3");
      assertThat(Letters.numbers(letters)).containsExactly(0L, 2L, 4L);
    }
    try (DeadLetters letters = open()) {
      add(letters, 5, 6, REFUSED);
      assertThat(Letters.numbers(letters)).containsExactly(0L, 2L, 4L, 5L);
      assertThat(letters.kept()).isEqualTo(4);
    }
  }

  @Test
  void thoseOfOneReasonAreReplayedInOrderUpToANumber() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 3, REFUSED);
      add(letters, 3, 6, OTHER);
      add(letters, 6, 9, REFUSED);
      DeadLetterWork work = new DeadLetterWork(letters, journal);
      DeadLetterWork.Done done = work.replay(new Choice(0, 8, "HF-TEST-001"));
      assertThat(done.numbers()).containsExactly(0L, 1L, 2L, 6L, 7L);
      assertThat(done.left()).isFalse();
      assertThat(ids()).containsExactly("0", "1", "2", "6", "7");
      assertThat(letters.kept()).isEqualTo(4);
      assertThat(work.replayed()).isEqualTo(5);
    }
  }

  @Test
  void manyAreReplayedPartByPartInBoundedMemory() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 40, REFUSED);
      DeadLetterWork work = new DeadLetterWork(letters, journal);
      int parts = 0;
      boolean left = true;
      while (left) {
        DeadLetterWork.Done done = work.drop(new Choice(0, 40, ""));
        left = done.left();
        parts++;
      }
      assertThat(parts).isEqualTo(1);
      assertThat(letters.kept()).isZero();
      assertThat(letters.oldest(Letters.ALL, 10, 1)).isEmpty();
    }
  }

  @Test
  void aJournalThatRefusesLeavesTheLetter() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 2, REFUSED);
      journal.refuse(new JournalFull(REFUSED, Duration.ofSeconds(1)));
      DeadLetterWork work = new DeadLetterWork(letters, journal);
      assertThatThrownBy(() -> work.replay(Letters.ALL)).isInstanceOf(JournalFull.class);
      assertThat(letters.kept()).isEqualTo(2);
      journal.accept();
      assertThat(work.replay(Letters.ALL).numbers()).hasSize(2);
    }
  }

  /** The order that a crash in between makes a duplicate of, and never a loss. */
  @Test
  void theEventIsSafeBeforeTheLetterGoes() throws Exception {
    for (FaultyDisk.Call call :
        List.of(FaultyDisk.Call.CREATE, FaultyDisk.Call.WRITE, FaultyDisk.Call.FORCE)) {
      try (DeadLetters letters = open()) {
        add(letters, 0, 1, REFUSED);
        long kept = letters.kept();
        DeadLetterWork work = new DeadLetterWork(letters, journal);
        disk.fail(call, 1, true);
        int before = journal.events().size();
        Choice newest = Choice.one(letters.next() - 1);
        if (call == FaultyDisk.Call.CREATE && before > 0) {
          continue;
        }
        assertThatThrownBy(() -> work.replay(newest)).isInstanceOf(IOException.class);
        disk.heal();
        assertThat(journal.events()).hasSize(before + 1);
        assertThat(letters.kept()).isEqualTo(kept);
        assertThat(work.replay(newest).numbers()).hasSize(1);
        assertThat(letters.kept()).isEqualTo(kept - 1);
      }
    }
  }

  @Test
  void settledLettersGiveTheirRoomBackFromTheOldestOn() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 40, REFUSED);
      long full = letters.bytes();
      DeadLetterWork work = new DeadLetterWork(letters, journal);
      work.drop(new Choice(20, 40, ""));
      assertThat(letters.bytes()).isEqualTo(full);
      work.drop(new Choice(0, 20, ""));
      assertThat(letters.bytes()).isLessThan(100);
      assertThat(letters.next()).isEqualTo(40);
      add(letters, 40, 41, REFUSED);
      assertThat(Letters.numbers(letters)).containsExactly(40L);
    }
    try (DeadLetters letters = open()) {
      assertThat(Letters.numbers(letters)).containsExactly(40L);
    }
  }

  @Test
  void fullOnesAreToldWithTheOldestNumberAndTakenAgainWhenItIsDropped() throws Exception {
    try (DeadLetters letters = open()) {
      assertThatThrownBy(() -> add(letters, 0, 1000, REFUSED))
          .hasMessageContaining("HF-JRN-009")
          .hasMessageContaining("the oldest of which is number 0")
          .hasMessageContaining("holdfast dead-letters ls");
      long kept = letters.kept();
      assertThat(kept).isGreaterThan(10);
      new DeadLetterWork(letters, journal).drop(new Choice(0, 10, ""));
      add(letters, 1000, 1001, REFUSED);
      assertThat(letters.kept()).isEqualTo(kept - 9);
    }
  }

  /** Or the reader would wait for ever for room that there cannot be. */
  @Test
  void oneThatIsLargerThanAllOfThemMayTakeIsKeptWhenThereIsNoOther() throws Exception {
    try (DeadLetters letters = open()) {
      letters.add("store", Events.sized("s", "large", 400_000), REFUSED);
      assertThat(Letters.newest(letters, 1)).hasSize(1);
      assertThatThrownBy(() -> add(letters, 0, 1, REFUSED)).hasMessageContaining("HF-JRN-009");
    }
  }

  @Test
  void goodLettersBehindADamagedOneAreFoundAndAllCanBeDropped() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 3, REFUSED);
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path segment = files.filter(file -> file.toString().endsWith(".log")).findFirst().get();
      byte[] bytes = Files.readAllBytes(segment);
      bytes[7_000] ^= 1;
      Files.write(segment, bytes);
    }
    try (DeadLetters letters = open()) {
      assertThat(Letters.numbers(letters)).containsExactly(0L, 2L);
      DeadLetterWork work = new DeadLetterWork(letters, journal);
      assertThat(work.replay(Letters.ALL).numbers()).containsExactly(0L, 2L);
      assertThat(letters.kept()).isZero();
      assertThat(letters.bytes()).isLessThan(100);
    }
  }

  @Test
  void damageOfTheFileOfSettledNumbersBringsLettersBackAndNothingElse() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 9, REFUSED);
      DeadLetterWork work = new DeadLetterWork(letters, journal);
      for (long number : new long[] {1, 3, 5}) {
        work.drop(Choice.one(number));
      }
    }
    Path file = folder.resolve(SettledLetters.FILE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[25] ^= 1;
    Files.write(file, bytes);
    Files.write(file, new byte[7], StandardOpenOption.APPEND);
    try (DeadLetters letters = open()) {
      assertThat(Letters.numbers(letters)).containsExactly(0L, 2L, 3L, 4L, 6L, 7L, 8L);
    }
    Files.delete(file);
    try (DeadLetters letters = open()) {
      assertThat(letters.kept()).isEqualTo(9);
    }
  }
}
