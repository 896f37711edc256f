package dev.holdfast.alerts.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LastLinesTest {
  @TempDir Path directory;

  @Test
  void linesAreWholeWhereverABlockEnds() throws IOException {
    Path file = directory.resolve("log");
    List<String> lines =
        IntStream.range(0, 5_000).mapToObj(i -> i + " " + "ü✓".repeat(i % 97)).toList();
    Files.write(file, lines);

    assertThat(LastLines.of(file, 10_000, any -> true)).isEqualTo(lines.reversed());
    assertThat(LastLines.of(file, 3, any -> true)).isEqualTo(lines.reversed().subList(0, 3));
    assertThat(LastLines.of(file, 2, line -> line.startsWith("1"))).hasSize(2);
    assertThat(LastLines.of(file, 0, any -> true)).isEmpty();
    assertThat(LastLines.of(directory.resolve("none"), 3, any -> true)).isEmpty();
  }

  @Test
  void aHugeFileIsReadOnlyAsFarAsItIsAskedFor() throws IOException {
    Path file = directory.resolve("log");
    // A hole of more than any array can hold, which takes no room on the disk.
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap("\none\ntwo\n".getBytes(UTF_8)), 3L << 30);
    }

    assertThat(LastLines.of(file, 2, any -> true)).containsExactly("two", "one");
  }

  @Test
  void aLineThatIsTooLongIsPassedOver() throws IOException {
    Path file = directory.resolve("log");
    Files.writeString(file, "first\n" + "x".repeat(2 << 20) + "\nlast\n");

    assertThat(LastLines.of(file, 2, line -> line.length() < 100)).containsExactly("last", "first");
  }
}
