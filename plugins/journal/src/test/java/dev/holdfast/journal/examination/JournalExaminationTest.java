package dev.holdfast.journal.examination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.JournalPlugin;
import dev.holdfast.journal.RunningJournal;
import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.RecordedExamination;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of a journal, without touching it. */
final class JournalExaminationTest {
  private static final JournalConfig CONFIG = JournalConfigs.config(256 << 10, 64 << 20);
  private static final int EVENTS = 3_000;

  @TempDir private Path base;

  private Path folder() {
    return base.resolve("journal");
  }

  private RecordedExamination examine(JournalConfig config, boolean running) throws Exception {
    RecordedExamination examination = new RecordedExamination("journal", config, folder());
    new JournalPlugin().examine(running ? examination.besideServer() : examination);
    return examination;
  }

  private RecordedExamination examine() throws Exception {
    return examine(CONFIG, false);
  }

  /** Fills it; a reader has seen the first two thirds. */
  private void fill() throws Exception {
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder(), CONFIG)) {
      fill(open);
    }
  }

  private static void fill(RunningJournal open) throws Exception {
    try (JournalReader reader = open.journal().reader("event-store")) {
      List<Event> group = new ArrayList<>();
      for (int i = 0; i < EVENTS; i++) {
        group.add(Events.sized("a", String.valueOf(i), 300));
        if (group.size() == 100) {
          open.journal().append(List.copyOf(group)).get();
          group.clear();
        }
      }
      int seen = 0;
      while (seen < EVENTS * 2 / 3) {
        List<Entry> batch = reader.read(100, Duration.ofSeconds(1));
        seen += batch.size();
        reader.commit(batch.getLast().next());
      }
    }
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(file -> Segment.isName(file.getFileName().toString())).sorted().toList();
    }
  }

  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(base)) {
      for (Path file : files.toList()) {
        boolean content = Files.isRegularFile(file);
        String sum = content ? String.valueOf(Arrays.hashCode(Files.readAllBytes(file))) : "";
        all.put(base.relativize(file).toString(), sum + Files.getLastModifiedTime(file));
      }
    }
    return all;
  }

  @Test
  void aJournalThatIsNotThereYetIsNotMade() throws Exception {
    RecordedExamination examination = examine();
    assertThat(examination.about("segments").text()).contains("none yet");
    assertThat(examination.about("room").text()).contains(" free");
    assertThat(examination.about("disk speed").toString()).contains("50 writes", "median");
    assertThat(folder()).doesNotExist();
  }

  @Test
  void everyRecordIsCountedAndNothingIsChanged() throws Exception {
    fill();
    Map<String, String> before = everything();
    RecordedExamination examination = examine();
    assertThat(examination.about("segments").text())
        .startsWith(segments().size() + " in ")
        .endsWith(" of 64 MiB");
    assertThat(examination.about("records").toString())
        .startsWith("OK records: 3,000 sound records in " + segments().size() + " of ");
    assertThat(examination.about("reader").text()).startsWith("event-store: 1,000 events behind");
    before.keySet().removeIf("journal"::equals); // Its time: a file was there for a moment.
    assertThat(everything()).containsAllEntriesOf(before).hasSize(before.size() + 1);
  }

  @Test
  void aJournalInUseCanBeExaminedAndGoesOn() throws Exception {
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder(), CONFIG)) {
      fill(open);
      RecordedExamination examination = examine(CONFIG, true);
      assertThat(examination.about("records").text()).startsWith("3,000 sound records");
      open.journal().append(List.of(Events.sized("a", "last", 300))).get();
    }
    assertThat(examine().about("records").text()).startsWith("3,001 sound records");
  }

  @Test
  void aReaderThatHasReadEverythingIsNotBehind() throws Exception {
    fill();
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder(), CONFIG);
        JournalReader reader = open.journal().reader("event-store")) {
      int left = EVENTS / 3;
      while (left > 0) {
        List<Entry> batch = reader.read(100, Duration.ofSeconds(1));
        left -= batch.size();
        reader.commit(batch.getLast().next());
      }
    }
    assertThat(examine().about("reader").text()).isEqualTo("event-store: has read everything");
  }

  @Test
  void aFlippedByteIsAFailureThatNamesTheFile() throws Exception {
    fill();
    Path damaged = segments().get(1);
    flip(damaged, 5_000);
    assertThat(examine().about("records").toString())
        .contains("FAIL", "HF-JRN-007", "1 damaged ranges", "2,999 sound records")
        .contains(damaged.getFileName().toString());
  }

  @Test
  void aMissingSegmentIsAFailure() throws Exception {
    fill();
    Files.delete(segments().get(1));
    assertThat(examine().about("records").toString()).contains("FAIL", "1 damaged ranges");
  }

  @Test
  void aTornTailIsNormal() throws Exception {
    fill();
    Path newest = segments().getLast();
    try (RandomAccessFile open = new RandomAccessFile(newest.toFile(), "rw")) {
      open.setLength(open.length() - 40);
    }
    RecordedExamination down = examine();
    assertThat(down.about("torn tail").text()).contains("the next start cuts them");
    assertThat(down.about("records").toString()).startsWith("OK records: 2,999 sound");
    assertThat(examine(CONFIG, true).about("torn tail").text()).contains("being written");
  }

  @Test
  void aForeignSegmentIsAWarning() throws Exception {
    fill();
    Path other = base.resolve("other");
    RunningJournal.open(other).close();
    try (RunningJournal open = RunningJournal.open(other)) {
      open.journal().append(List.of(Events.sized("a", "1", 300))).get();
    }
    try (Stream<Path> files = Files.list(other)) {
      Path segment =
          files
              .filter(file -> Segment.isName(file.getFileName().toString()))
              .findAny()
              .orElseThrow();
      Files.copy(segment, folder().resolve(Segment.name(1L << 40)));
    }
    RecordedExamination examination = examine();
    assertThat(examination.complaints().toString())
        .contains("WARN segments", "HF-JRN-008", "1 files");
    assertThat(examination.about("records").text()).startsWith("3,000 sound records");
  }

  @Test
  void aDiskThatIsSmallerThanTheSettingsIsAWarning() throws Exception {
    JournalConfig large = JournalConfigs.config(256 << 10, 1L << 50);
    assertThat(examine(large, false).about("room").toString())
        .contains("WARN", "HF-JRN-020", "max-size");
  }

  @Test
  void aDiskWithoutRoomIsAFailure() throws Exception {
    JournalConfig greedy = JournalConfigs.withKeepFree(CONFIG, new Size(1L << 50));
    assertThat(examine(greedy, false).about("room").toString()).contains("FAIL", "HF-JRN-003");
  }

  private static void flip(Path file, long position) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(position);
      int old = open.read();
      open.seek(position);
      open.write(old ^ 0x10);
    }
  }
}
