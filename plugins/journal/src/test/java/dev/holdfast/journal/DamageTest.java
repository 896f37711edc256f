package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentHeader;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.MemoryFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were changed behind the journal's back: exactly what they held is lost. */
final class DamageTest {
  private static final int EVENTS = 20_480;
  private static final int GROUP = 512;
  private static final JournalConfig CONFIG = JournalConfigs.config(1 << 20, 1 << 30);
  private static final JournalConfig ONE_SEGMENT = JournalConfigs.config(64 << 20, 1 << 30);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private final List<Entry> entries = new ArrayList<>();
  private JournalConfig config = CONFIG;

  @BeforeEach
  void fill() throws Exception {
    fill(CONFIG);
  }

  @Test
  void losesTheEventOfAFlippedByteInAnOldSegment() throws Exception {
    flip(10_000, 100);
    expectLost(10_000, 10_001);
  }

  @Test
  void losesTheEventOfAFlippedByteInTheNewestSegment() throws Exception {
    flip(EVENTS - 100, 100);
    expectLost(EVENTS - 100, EVENTS - 99);
  }

  @Test
  void losesTheEventOfADamagedLength() throws Exception {
    flip(10_000, 4);
    flip(12_000, 7);
    Found found = readAll();
    assertThat(found.ids).isEqualTo(ids(10_000, 10_001, 12_000, 12_001));
    assertThat(found.lost).isEqualTo(2);
    assertThat(found.holes).isEqualTo(2);
  }

  @Test
  void losesTheEventsOfAZeroedPage() throws Exception {
    fill(ONE_SEGMENT);
    int first = 10_000;
    overwrite(position(entries.get(first)) + 10, new byte[4096], segment(entries.get(first)));
    long end = entries.get(first).position().offset() + 10 + 4096;
    int behind = first;
    while (entries.get(behind).position().offset() < end) {
      behind++;
    }
    assertThat(behind - first).isBetween(10, 30);
    expectLost(first, behind);
  }

  @Test
  void losesTheEventsOfAMissingSegment() throws Exception {
    List<Path> segments = segments();
    Path missing = segments.get(2);
    long base = Segment.base(name(missing));
    long end = Segment.base(name(segments.get(3)));
    Files.delete(missing);
    expectLost(index(base), index(end));
  }

  @Test
  void losesTheEventsOfAnOldSegmentThatWasCut() throws Exception {
    Path cut = segments().get(2);
    Entry last = entries.get(index(Segment.base(name(segments().get(3)))) - 40);
    truncate(cut, position(last) + 7);
    expectLost(entries.indexOf(last), entries.indexOf(last) + 40);
  }

  @Test
  void readsTheRecordsOfASegmentWithoutAHeader() throws Exception {
    overwrite(0, new byte[SegmentHeader.BYTES], segments().get(2));
    expectLost(0, 0);
  }

  @Test
  void readsTheRecordsOfTheNewestSegmentWithoutAHeader() throws Exception {
    overwrite(0, new byte[SegmentHeader.BYTES], segments().getLast());
    expectLost(0, 0);
  }

  @Test
  void cutsATornTailAndKeepsACopy() throws Exception {
    Path newest = segments().getLast();
    truncate(newest, Files.size(newest) - 40);
    Found found = readAll();
    assertThat(found.ids).isEqualTo(ids(EVENTS - 1, EVENTS));
    assertThat(found.lost).isZero();
    assertThat(copies()).hasSize(1);
    assertThat(Files.size(copies().getFirst())).isEqualTo(size(EVENTS - 1) - 40);
    expectThatItGoesOn();
  }

  @Test
  void cutsATailOfZeros() throws Exception {
    append(segments().getLast(), new byte[100_000]);
    assertThat(readAll().ids).isEqualTo(ids(0, 0));
    expectThatItGoesOn();
  }

  @Test
  void cutsATailOfGarbage() throws Exception {
    byte[] garbage = new byte[5000];
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] = (byte) (i % 7 == 0 ? 0xff : i * 31);
    }
    append(segments().getLast(), garbage);
    assertThat(readAll().ids).isEqualTo(ids(0, 0));
    assertThat(copies()).hasSize(1);
    expectThatItGoesOn();
  }

  @Test
  void doesNotTakeARecordFromAnotherPlaceForOne() throws Exception {
    byte[] all = Files.readAllBytes(segments().getFirst());
    byte[] records = java.util.Arrays.copyOfRange(all, SegmentHeader.BYTES, 50_000);
    append(segments().getLast(), records);
    assertThat(readAll().ids).isEqualTo(ids(0, 0));
  }

  @Test
  void startsWithEmptyForeignAndDuplicateFiles() throws Exception {
    Files.createFile(folder.resolve(Segment.name(1L << 40)));
    Files.copy(segments().getFirst(), folder.resolve(Segment.name(1L << 41)));
    Files.writeString(folder.resolve(Segment.name(1L << 42)), "x".repeat(10_000));
    Files.writeString(folder.resolve("holiday.jpg"), "not ours");
    Found found = readAll();
    assertThat(found.ids).isEqualTo(ids(0, 0));
    assertThat(found.setAside).isEqualTo(2);
    expectThatItGoesOn();
  }

  @Test
  void findsItsEpochInTheHeadersWhenTheFileIsGone() throws Exception {
    Files.delete(folder.resolve("epoch"));
    expectLost(0, 0);
  }

  @Test
  void beginsAnewInAFolderWithoutSegments() throws Exception {
    for (Path segment : segments()) {
      Files.delete(segment);
    }
    assertThat(readAll().ids).isEmpty();
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, config);
        JournalReader reader = open.journal().reader("mark")) {
      open.journal().append(Events.range("a", 0, 5)).get();
      assertThat(reader.read(9, Duration.ofSeconds(5))).hasSize(5);
    }
  }

  @Test
  void goesOnBehindAPlaceWhenTheEndWasLost() throws Exception {
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, config);
        JournalReader reader = open.journal().reader("mark")) {
      reader.commit(open.journal().end());
    }
    Files.delete(segments().getLast());
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, config);
        JournalReader reader = open.journal().reader("mark")) {
      open.journal().append(Events.range("b", 0, 5)).get();
      assertThat(reader.read(9, Duration.ofSeconds(5)))
          .extracting(entry -> entry.event().source())
          .containsOnly("b")
          .hasSize(5);
    }
  }

  @Test
  void beginsAtTheOldestEventWhenAPlaceIsDamaged() throws Exception {
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, config);
        JournalReader reader = open.journal().reader("r")) {
      reader.commit(reader.read(100, Duration.ZERO).getLast().next());
    }
    Files.write(folder.resolve("places").resolve("r"), new byte[5000]);
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, config);
        JournalReader reader = open.journal().reader("r")) {
      assertThat(reader.place()).isEqualTo(open.journal().start());
    }
  }

  @Test
  void seeksToAPositionBeforeADamagedEvent() throws Exception {
    flip(10_000, 8);
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, config);
        JournalReader reader = open.journal().reader("r")) {
      reader.seek(entries.get(9_999).next());
      Entry next = reader.read(1, Duration.ZERO).getFirst();
      assertThat(next.event().id()).isEqualTo("10001");
    }
  }

  private void fill(JournalConfig how) throws Exception {
    config = how;
    folder = folder.resolve("journal-" + how.segmentSize().bytes());
    entries.clear();
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, how)) {
      for (int i = 0; i < EVENTS; i += GROUP) {
        List<Event> group =
            IntStream.range(i, i + GROUP)
                .mapToObj(id -> Events.sized("a", String.valueOf(id), 200))
                .toList();
        open.journal().append(group).get();
      }
      try (JournalReader reader = open.journal().reader("first")) {
        drain(reader, entries);
      }
      open.opened().readers().forget("first");
    }
    assertThat(entries).hasSize(EVENTS);
  }

  /** What is found by a reader, and what the journal says about it. */
  private record Found(List<String> ids, long lost, int holes, int setAside) {}

  private Found readAll() throws Exception {
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, config)) {
      List<Entry> found = new ArrayList<>();
      try (JournalReader reader = open.journal().reader("all")) {
        drain(reader, found);
        reader.seek(open.journal().start());
        drain(reader, new ArrayList<>());
      }
      SegmentedLog log = open.opened().log();
      return new Found(
          found.stream().map(entry -> entry.event().id()).toList(),
          log.corruptions().events(),
          log.corruptions().holes(),
          log.setAside());
    }
  }

  private void expectLost(int from, int to) throws Exception {
    Found found = readAll();
    assertThat(found.ids).isEqualTo(ids(from, to));
    assertThat(found.lost).isEqualTo(to - from);
    assertThat(found.holes).isEqualTo(to > from ? 1 : 0);
    Found again = readAll();
    assertThat(again).isEqualTo(found);
    expectThatItGoesOn();
  }

  private void expectThatItGoesOn() throws Exception {
    int before = readAll().ids.size();
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, config)) {
      Position end = open.journal().append(Events.range("b", 0, 3)).get();
      assertThat(open.journal().end()).isEqualTo(end);
    }
    assertThat(readAll().ids).hasSize(before + 3).endsWith("0", "1", "2");
  }

  /** All ids but those of the given ranges. */
  private static List<String> ids(int... missing) {
    return IntStream.range(0, EVENTS)
        .filter(id -> {
          for (int i = 0; i < missing.length; i += 2) {
            if (id >= missing[i] && id < missing[i + 1]) {
              return false;
            }
          }
          return true;
        })
        .mapToObj(String::valueOf)
        .toList();
  }

  private static void drain(JournalReader reader, List<Entry> into) throws InterruptedException {
    List<Entry> some = reader.read(1000, Duration.ZERO);
    while (!some.isEmpty()) {
      into.addAll(some);
      some = reader.read(1000, Duration.ZERO);
    }
  }

  private int index(long offset) {
    return (int) entries.stream().filter(e -> e.position().offset() < offset).count();
  }

  private long size(int index) {
    return entries.get(index).next().offset() - entries.get(index).position().offset();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> Segment.isName(name(file))).sorted().toList();
    }
  }

  private List<Path> copies() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("damaged"))) {
      return files.toList();
    }
  }

  private Path segment(Entry entry) throws IOException {
    return segments().stream()
        .filter(file -> Segment.base(name(file)) <= entry.position().offset())
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private long position(Entry entry) throws IOException {
    return Segment.filePosition(Segment.base(name(segment(entry))), entry.position().offset());
  }

  private void flip(int event, int byteInRecord) throws IOException {
    Entry entry = entries.get(event);
    try (RandomAccessFile file = new RandomAccessFile(segment(entry).toFile(), "rw")) {
      file.seek(position(entry) + byteInRecord);
      int old = file.read();
      file.seek(position(entry) + byteInRecord);
      file.write(old ^ 0x10);
    }
  }

  private static void overwrite(long position, byte[] bytes, Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(position);
      file.write(bytes);
    }
  }

  private static void append(Path path, byte[] bytes) throws IOException {
    overwrite(Files.size(path), bytes, path);
  }

  private static void truncate(Path path, long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
