package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.deadletters.Letters;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.support.FileTree;
import dev.holdfast.testkit.Events;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes, moves or cuts files of the journal while the server runs. */
final class RemovedFilesTest {
  private static final Problem REASON = new Problem("HF-TEST-001", 422, "no", "", "");

  @TempDir Path base;

  private Path folder() {
    return base.resolve("journal");
  }

  private RunningJournal open() throws IOException {
    return RunningJournal.open(new LocalDisk(), folder(), JournalConfigs.config(64 << 10, 1 << 30));
  }

  private static void append(RunningJournal open, int from, int to) {
    for (int i = from; i < to; i++) {
      open.journal().append(List.of(Events.sized("s", "" + i, 4_000))).join();
    }
  }

  private static List<String> read(RunningJournal open) throws InterruptedException {
    try (JournalReader reader = open.journal().reader("r" + System.nanoTime())) {
      List<String> ids = new ArrayList<>();
      for (List<Entry> batch = reader.read(1000, Duration.ZERO);
          !batch.isEmpty();
          batch = reader.read(1000, Duration.ZERO)) {
        batch.stream().map(Entry::event).map(Event::id).forEach(ids::add);
      }
      return ids;
    }
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  @Test
  void theNewestSegmentIsWrittenAgainWithAllThatWasAcknowledgedIntoItSinceToo() throws Exception {
    try (RunningJournal open = open()) {
      append(open, 0, 3);
      assertThat(open.opened().checkFiles()).isEmpty();
      Files.delete(segments().getLast());
      append(open, 3, 6);
      assertThat(open.opened().checkFiles()).contains("deleted or replaced");
      assertThat(open.opened().checkFiles()).isEmpty();
      append(open, 6, 9);
      assertThat(read(open)).isEqualTo(ids(0, 9));
      assertThat(open.opened().log().corruptions().events()).isZero();
    }
    try (RunningJournal open = open()) {
      assertThat(read(open)).isEqualTo(ids(0, 9));
    }
  }

  @Test
  void aFileThatWasPutInItsPlaceIsSetAside() throws Exception {
    try (RunningJournal open = open()) {
      append(open, 0, 3);
      Path segment = segments().getLast();
      Path copy = Files.copy(segment, base.resolve("copy"));
      append(open, 3, 6);
      Files.move(copy, segment, StandardCopyOption.REPLACE_EXISTING);
      append(open, 6, 9);
      assertThat(open.opened().checkFiles()).contains("deleted or replaced");
      assertThat(read(open)).isEqualTo(ids(0, 9));
      assertThat(segment.resolveSibling(segment.getFileName() + ".foreign")).exists();
    }
    try (RunningJournal open = open()) {
      assertThat(read(open)).isEqualTo(ids(0, 9));
    }
  }

  @Test
  void theWholeFolderDeletedIsThereAgainWithPlacesAndDeadLetters() throws Exception {
    try (RunningJournal open = open()) {
      append(open, 0, 3);
      try (JournalReader reader = open.journal().reader("event-store")) {
        reader.commit(reader.read(2, Duration.ZERO).getLast().next());
        reader.deadLetter(Events.event("s", "bad"), REASON);
      }
      FileTree.delete(folder());
      append(open, 3, 6);
      assertThat(open.opened().checkFiles())
          .contains("deleted or replaced", "the offset of event-store", "dead-letters", "lock");
      assertThat(open.opened().checkFiles()).isEmpty();
      append(open, 6, 7);
    }
    try (RunningJournal open = open();
        JournalReader reader = open.journal().reader("event-store")) {
      assertThat(reader.read(100, Duration.ZERO))
          .extracting(entry -> entry.event().id())
          .isEqualTo(ids(2, 7));
      assertThat(Letters.newest(open.opened().deadLetters(), 9)).hasSize(1);
    }
  }

  @Test
  void aSealedSegmentThatIsMissingIsAHoleAndReadingGoesOnBehindIt() throws Exception {
    try (RunningJournal open = open()) {
      append(open, 0, 60);
      assertThat(segments()).hasSizeGreaterThan(3);
      Files.move(segments().get(1), base.resolve("moved"));
      assertThat(open.opened().checkFiles()).contains("is missing");
      assertThat(open.opened().checkFiles()).isEmpty();
      List<String> rest = read(open);
      assertThat(rest).hasSizeBetween(40, 50).startsWith("0").endsWith("59");
      assertThat(open.opened().log().corruptions().events()).isEqualTo(60 - rest.size());
      append(open, 60, 61);
      assertThat(read(open)).endsWith("60");
    }
  }

  @Test
  void aSegmentThatWasCutFromOutsideIsReportedAndLeft() throws Exception {
    try (RunningJournal open = open()) {
      append(open, 0, 6);
      try (FileChannel file = FileChannel.open(segments().getLast(), StandardOpenOption.WRITE)) {
        file.truncate(9_000);
      }
      assertThat(open.opened().checkFiles()).contains("was cut to 9000 bytes");
      append(open, 6, 9);
      assertThat(read(open)).isEqualTo(List.of("0", "1", "6", "7", "8"));
      assertThat(open.opened().log().corruptions().holes()).isPositive();
    }
    try (RunningJournal open = open()) {
      assertThat(read(open)).isEqualTo(List.of("0", "1", "6", "7", "8"));
    }
  }
}
