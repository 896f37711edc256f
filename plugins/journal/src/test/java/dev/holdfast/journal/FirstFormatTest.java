package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.deadletters.Letters;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.MemoryFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal that was written with format 1: ten groups of three events, seven events consumed, one
 * dead letter. It is read, and never changed.
 */
final class FirstFormatTest {
  private static final JournalConfig CONFIG = JournalConfigs.config(2_000, 1 << 20);

  @TempDir(factory = MemoryFolder.class)
  private Path temporary;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    Path kept = Path.of(FirstFormatTest.class.getResource("format-1").toURI());
    try (Stream<Path> files = Files.walk(kept)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder().resolve(kept.relativize(file).toString()));
      }
    }
  }

  @Test
  void isReadFromThePlaceOfItsReaderAndContinuedInANewSegment() throws Exception {
    Map<String, Long> before = segments();
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder(), CONFIG)) {
      open.journal().append(Events.range("s", 30, 33)).join();
      assertThat(read(open, "event-store")).isEqualTo(ids(7, 33));
      assertThat(Letters.newest(open.opened().deadLetters(), 9))
          .extracting(letter -> letter.event().id())
          .containsExactly("bad");
    }
    assertThat(segments()).hasSize(before.size() + 1).containsAllEntriesOf(before);
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder(), CONFIG)) {
      open.journal().append(Events.range("s", 33, 34)).join();
      assertThat(read(open, "new")).isEqualTo(ids(0, 34));
      assertThat(open.opened().log().corruptions().events()).isZero();
    }
  }

  /** Its records do not tell which group they are of: a hole may be an acknowledged event. */
  @Test
  void tellsOfAHoleInItsNewestSegmentAndReadsWhatIsBehindIt() throws Exception {
    Path newest = folder().resolve(new TreeMap<>(segments()).lastKey());
    try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "rw")) {
      file.seek(48);
      file.write(new byte[512 - 48]);
    }
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder(), CONFIG)) {
      assertThat(read(open, "new"))
          .isEqualTo(List.of(ids(0, 27), ids(29, 30)).stream().flatMap(List::stream).toList());
      assertThat(open.opened().log().corruptions().events()).isEqualTo(2);
    }
  }

  private static List<String> read(RunningJournal open, String name) throws InterruptedException {
    try (JournalReader reader = open.journal().reader(name)) {
      return reader.read(100, Duration.ZERO).stream().map(Entry::event).map(e -> e.id()).toList();
    }
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  private Map<String, Long> segments() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.filter(name -> name.toString().endsWith(".log")).toList()) {
        sizes.put(file.getFileName().toString(), Files.size(file));
      }
    }
    return sizes;
  }

  private Path folder() {
    return temporary.resolve("journal");
  }
}
