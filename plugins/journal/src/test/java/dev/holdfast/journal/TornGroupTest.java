package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.MemoryFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sectors of the newest segment were never written, as after a power cut in the middle of one. */
final class TornGroupTest {
  private static final int SECTOR = 512;

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  /** Two groups of eight events. */
  @BeforeEach
  void fill() throws Exception {
    try (RunningJournal open = open()) {
      open.journal().append(group(0)).join();
      open.journal().append(group(8)).join();
    }
  }

  @Test
  void aHoleInTheLastGroupIsATornTailAlsoBeforeSoundEvents() throws Exception {
    lose(10);
    try (RunningJournal open = open()) {
      assertThat(read(open)).isEqualTo(ids(0, 10));
      assertThat(open.opened().log().corruptions().events()).isZero();
      assertThat(open.opened().log().cutBytes()).isGreaterThan(SECTOR);
      assertThat(folder.resolve("damaged")).isNotEmptyDirectory();
      open.journal().append(group(16)).join();
    }
    try (RunningJournal open = open()) {
      assertThat(read(open)).startsWith("0").contains("9", "16", "23").doesNotContain("10");
      assertThat(open.opened().log().corruptions().events()).isZero();
    }
  }

  @Test
  void aHoleBeforeAnEventThatKnewOfALaterEndIsDamage() throws Exception {
    lose(3);
    try (RunningJournal open = open()) {
      assertThat(read(open)).containsAll(ids(8, 16)).hasSizeLessThan(16);
      assertThat(open.opened().log().corruptions().events()).isPositive();
      assertThat(open.opened().log().cutBytes()).isZero();
    }
  }

  /** Only an event that a reader was given can have been committed, and so it was durable. */
  @Test
  void aHoleBeforeThePlaceOfAReaderIsDamage() throws Exception {
    try (RunningJournal open = open();
        JournalReader reader = open.journal().reader("r")) {
      reader.commit(reader.read(16, Duration.ZERO).getLast().next());
    }
    lose(10);
    try (RunningJournal open = open()) {
      assertThat(read(open)).contains("15");
      assertThat(open.opened().log().corruptions().events()).isPositive();
    }
  }

  /** Or whoever compares the two finds that events are missing. */
  @Test
  void theStartIsNotBeyondAReaderThatConsumedAllBeforeTheHole() throws Exception {
    lose(10);
    try (RunningJournal open = open();
        JournalReader reader = open.journal().reader("event-store")) {
      reader.commit(reader.read(16, Duration.ZERO).getLast().next());
      open.journal().append(group(16)).join();
      open.opened().tidy();
      assertThat(open.opened().log().start()).isGreaterThan(reader.place().offset());
      assertThat(open.journal().start()).isEqualTo(reader.place());
      try (JournalReader later = open.journal().reader("new")) {
        assertThat(later.place()).isEqualTo(open.journal().start());
      }
      assertThat(read(open)).isEqualTo(ids(16, 24));
    }
  }

  private RunningJournal open() throws IOException {
    return RunningJournal.open(
        new LocalDisk(), folder, JournalConfigs.config(1 << 20, 1 << 30, Duration.ZERO));
  }

  private static List<Event> group(int from) {
    return IntStream.range(from, from + 8)
        .mapToObj(id -> Events.sized("s", String.valueOf(id), 400))
        .toList();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  private void lose(int sector) throws IOException {
    Path segment = folder.resolve("0000000000000000.log");
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek((long) sector * SECTOR);
      file.write(new byte[SECTOR]);
    }
  }

  private static List<String> read(RunningJournal open) throws InterruptedException {
    try (JournalReader reader = open.journal().reader("all")) {
      reader.seek(open.journal().start());
      return reader.read(100, Duration.ZERO).stream().map(Entry::event).map(Event::id).toList();
    }
  }
}
