package dev.holdfast.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapDumpsTest {
  @TempDir Path logs;

  private void dump(int day) throws IOException {
    Path dump = Files.writeString(logs.resolve("out-of-memory.hprof"), "heap of day " + day);
    Instant time = Instant.parse("2026-11-%02dT12:30:05.5Z".formatted(day));
    Files.setLastModifiedTime(dump, FileTime.from(time));
  }

  private List<String> names() {
    return Arrays.stream(Objects.requireNonNull(logs.toFile().list())).sorted().toList();
  }

  @Test
  void aDumpMakesRoomForTheNextOne() throws IOException {
    dump(21);
    HeapDumps.putAside(logs, 3);
    HeapDumps.putAside(logs, 3);

    assertThat(names()).containsExactly("out-of-memory-2026-11-21T123005Z.hprof");
    assertThat(logs.resolve(names().getFirst())).hasContent("heap of day 21");
  }

  @Test
  void theNewestStay() throws IOException {
    Files.writeString(logs.resolve("console.log"), "");
    for (int day = 21; day <= 25; day++) {
      dump(day);
      HeapDumps.putAside(logs, 2);
    }
    assertThat(names())
        .containsExactly(
            "console.log",
            "out-of-memory-2026-11-24T123005Z.hprof",
            "out-of-memory-2026-11-25T123005Z.hprof");
    HeapDumps.putAside(logs, 0);
    assertThat(names()).containsExactly("console.log");
  }

  @Test
  void noLogsAreNoReasonNotToStart() {
    HeapDumps.putAside(logs.resolve("none"), 3);

    assertThat(names()).isEmpty();
  }
}
