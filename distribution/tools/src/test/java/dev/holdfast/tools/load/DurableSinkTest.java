package dev.holdfast.tools.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableSinkTest {
  @TempDir Path directory;

  @Test
  void acknowledgesWhatItHasWrittenAndLeavesNothingBehind() throws IOException {
    long acknowledged;
    long written;
    try (DurableSink sink = new DurableSink(directory)) {
      Flood flood = new Flood(sink.uri(), 300, Duration.ofMillis(20), Duration.ofMillis(50));
      acknowledged = flood.run("one", 1, 1).acknowledged();
      acknowledged += flood.run("many", 3, 64).acknowledged();
      written = Files.size(directory.resolve("bare-loop-0"));
    }

    assertThat(acknowledged).isPositive();
    assertThat(written).isGreaterThanOrEqualTo(acknowledged * 300);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }
}
