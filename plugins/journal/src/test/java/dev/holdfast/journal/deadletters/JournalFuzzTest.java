package dev.holdfast.journal.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.support.FileTree;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.MemoryFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** Whatever bytes there are, the answer is an event, a letter, or a plain refusal. */
final class JournalFuzzTest {
  private static final Problem REFUSED = new Problem("HF-TEST-001", 422, "no", "why", "");
  private static final JournalConfig CONFIG = JournalConfigs.config(1 << 20, 1 << 30);

  private final EventJson events = new EventJson();

  @FuzzTest(maxDuration = "10m")
  void aPositionIsReadOrRefused(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    try {
      Position position = Position.parse(text);
      assertThat(Position.parse(position.toString())).isEqualTo(position);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("not a position");
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aLetterIsReadOrRefused(byte[] bytes) {
    try {
      DeadLetter letter = DeadLetter.decode(ByteBuffer.wrap(bytes));
      assertThat(DeadLetter.decode(ByteBuffer.wrap(letter.encode()))).isEqualTo(letter);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  @FuzzTest(maxDuration = "10m")
  void anEditedEventIsReadOrRefused(byte[] bytes) {
    try {
      Event event = events.parse(bytes, Instant.EPOCH);
      assertThat(Event.decode(ByteBuffer.wrap(event.encode()))).isEqualTo(event);
    } catch (ProblemException e) {
      assertThat(e.problem().code()).isEqualTo("HF-JRN-031");
    }
  }

  /** The second of three letters is overwritten by anything, from anywhere in it. */
  @FuzzTest(maxDuration = "10m")
  void goodLettersAroundADamagedOneAreFound(byte[] bytes) throws IOException {
    inFolder(folder -> {
      long from;
      long to;
      try (DeadLetters letters = open(folder)) {
        add(letters, 0);
        from = letters.bytes();
        add(letters, 1);
        to = letters.bytes();
        add(letters, 2);
      }
      Path segment = folder.resolve(Segment.name(0));
      byte[] file = Files.readAllBytes(segment);
      int length = Math.min(bytes.length, (int) (to - from));
      int at = length == 0 ? 0 : Math.floorMod(bytes[0], (int) (to - from) - length + 1);
      System.arraycopy(bytes, 0, file, (int) from + at, length);
      Files.write(segment, file);
      try (DeadLetters letters = open(folder)) {
        assertThat(Letters.numbers(letters)).contains(0L, 2L);
        assertThat(Letters.newest(letters, 10)).hasSizeGreaterThanOrEqualTo(2);
      }
    });
  }

  /** Files of anything, as after a disk that gave wrong blocks. */
  @FuzzTest(maxDuration = "10m")
  void filesOfAnythingAreOpened(byte[] bytes) throws IOException {
    inFolder(folder -> {
      try (DeadLetters letters = open(folder)) {
        add(letters, 0);
      }
      Files.write(folder.resolve(Segment.name(bytes.length % 3 == 0 ? 0 : 1 << 20)), bytes);
      Files.write(folder.resolve(SettledLetters.FILE), bytes);
      try (DeadLetters letters = open(folder)) {
        Letters.newest(letters, 10);
        add(letters, 7);
        assertThat(Letters.newest(letters, 1).getLast().event().id()).isEqualTo("7");
      }
    });
  }

  private static DeadLetters open(Path folder) throws IOException {
    return DeadLetters.open(
        new LocalDisk(), folder, CONFIG, InstantSource.system(), System::nanoTime, () -> 1);
  }

  private static void add(DeadLetters letters, int id) {
    letters.add("store", Events.sized("s", "" + id, 300), REFUSED);
  }

  private static void inFolder(Use use) throws IOException {
    Path folder = MemoryFolder.create();
    try {
      use.in(folder);
    } finally {
      FileTree.delete(folder);
    }
  }

  /** What is done in a folder. */
  private interface Use {
    void in(Path folder) throws IOException;
  }
}
