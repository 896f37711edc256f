package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A power cut, simulated: a process appends to an ext4 in an image file and is frozen. What the
 * image file holds then is what a disk would have received; the page cache above it is lost. It
 * shows an acknowledgement before the fsync; not a disk that lies about its own cache.
 */
final class PowerCutTest {
  private static final long IMAGE = 64L << 20;

  @TempDir private Path temporary;

  @BeforeEach
  void mount() throws Exception {
    Files.createDirectories(live());
    Files.createDirectories(after());
    try (RandomAccessFile file = new RandomAccessFile(image().toFile(), "rw")) {
      file.setLength(IMAGE);
    }
    assumeTrue(
        ChildProcess.run("mkfs.ext4", "-q", image().toString())
            && ChildProcess.run("mount", "-o", "loop", image().toString(), live().toString()),
        "needs mkfs.ext4 and the right to mount a loop device; run as root");
  }

  @AfterEach
  void unmount() throws Exception {
    ChildProcess.run("umount", after().toString());
    ChildProcess.run("umount", live().toString());
  }

  @Test
  void keepsWhatItAcknowledged() throws Exception {
    cut(2);
  }

  @Test
  @Tag("long")
  void keepsWhatItAcknowledgedTwentyTimes() throws Exception {
    cut(20);
  }

  private void cut(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      String folder = "journal" + round;
      List<String> acknowledged = appendAndCut(live().resolve(folder), 200 + 150 * round);
      String copy = image() + ".cut";
      assertThat(ChildProcess.run("mount", "-o", "loop", copy, after().toString())).isTrue();
      List<Integer> found = find(after().resolve(folder));
      assertThat(ChildProcess.run("umount", after().toString())).isTrue();
      assertThat(found).isEqualTo(IntStream.range(0, found.size()).boxed().toList());
      assertThat(found).hasSizeGreaterThan(Integer.parseInt(acknowledged.getLast()));
      ChildProcess.run("rm", "-r", live().resolve(folder).toString());
    }
  }

  private List<String> appendAndCut(Path folder, int lines) throws Exception {
    Path output = temporary.resolve("acknowledged");
    Process process = ChildProcess.java(output, AppendUntilKilled.class, folder.toString(), "0");
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> ChildProcess.lines(output).size() >= lines);
      String pid = String.valueOf(process.pid());
      assertThat(ChildProcess.run("kill", "-STOP", pid)).isTrue();
      List<String> acknowledged = ChildProcess.lines(output);
      assertThat(ChildProcess.run("cp", image().toString(), image() + ".cut")).isTrue();
      return acknowledged;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static List<Integer> find(Path folder) throws Exception {
    List<Integer> found = new ArrayList<>();
    try (RunningJournal open =
            RunningJournal.open(
                new LocalDisk(), folder, JournalConfigs.config(256 << 10, 1 << 30));
        JournalReader reader = open.journal().reader("r")) {
      for (List<Entry> some = reader.read(1000, Duration.ZERO);
          !some.isEmpty();
          some = reader.read(1000, Duration.ZERO)) {
        some.forEach(entry -> found.add(Integer.valueOf(entry.event().id())));
      }
      assertThat(open.opened().log().corruptions().events()).isZero();
    }
    return found;
  }

  private Path image() {
    return temporary.resolve("disk.img");
  }

  private Path live() {
    return temporary.resolve("live");
  }

  private Path after() {
    return temporary.resolve("after");
  }
}
