package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed with SIGKILL in the middle of appending. */
final class KilledProcessTest {
  @TempDir private Path temporary;
  private int next;

  @Test
  void keepsWhatItAcknowledged() throws Exception {
    killAndCheck(5);
  }

  @Test
  @Tag("long")
  void keepsWhatItAcknowledgedFiftyTimes() throws Exception {
    killAndCheck(50);
  }

  private void killAndCheck(int rounds) throws Exception {
    for (int round = 1; round <= rounds; round++) {
      int acknowledged = appendAndKill(round * 300);
      List<Integer> found = find();
      assertThat(found).as("round %s", round).hasSizeGreaterThan(acknowledged);
      // In order, without a hole and without a duplicate, from the first event of the first round.
      assertThat(found).isEqualTo(IntStream.range(0, found.size()).boxed().toList());
      next = found.size();
    }
  }

  /** Returns the number of the last event that was acknowledged. */
  private int appendAndKill(int lines) throws IOException, InterruptedException {
    Path output = temporary.resolve("acknowledged");
    Files.deleteIfExists(output);
    Process process =
        ChildProcess.java(
            output, AppendUntilKilled.class, folder().toString(), String.valueOf(next));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> ChildProcess.lines(output).size() >= lines);
    process.destroyForcibly().waitFor();
    return Integer.parseInt(ChildProcess.lines(output).getLast());
  }

  private Path folder() {
    return temporary.resolve("journal");
  }

  private List<Integer> find() throws Exception {
    List<Integer> found = new ArrayList<>();
    try (RunningJournal open =
            RunningJournal.open(
                new LocalDisk(), folder(), JournalConfigs.config(256 << 10, 1 << 30));
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
}
