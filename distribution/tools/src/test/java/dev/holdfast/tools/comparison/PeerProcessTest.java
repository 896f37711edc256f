package dev.holdfast.tools.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.tools.load.DurableSink;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeerProcessTest {
  private static final long LIMIT_SECONDS = 60;

  @TempDir Path directory;

  @Test
  void aProgramThatNamesNoPortDidNotStart() {
    Duration limit = Duration.ofMillis(200);
    // It ends with its input, as a peer does.
    assertThatThrownBy(() -> PeerProcess.start(List.of("cat"), limit))
        .isInstanceOf(IOException.class)
        .hasMessage("cat did not start");
    assertThatThrownBy(() -> PeerProcess.start(List.of("echo", "hello"), limit))
        .hasMessage("echo did not start");
  }

  @Test
  void theBareLoopEndsWithItsInputAndLeavesNoFile() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = System.getProperty("java.class.path");
    endsWithItsInput(java, "-cp", path, DurableSink.class.getName(), directory.toString());
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theLoopOfNodeEndsWithItsInput() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/node"))).isTrue();
    Path script = directory.resolve("peer.mjs");
    String name = "append-and-answer.mjs";
    try (InputStream text = Objects.requireNonNull(NodePeer.class.getResourceAsStream(name))) {
      Files.write(script, text.readAllBytes());
    }
    endsWithItsInput("node", script.toString(), directory.resolve("events").toString());
  }

  private static void endsWithItsInput(String... program) throws Exception {
    Process peer = new ProcessBuilder(program).redirectError(Redirect.DISCARD).start();
    try {
      assertThat(peer.inputReader().readLine()).matches("\\d+");
      peer.getOutputStream().close();
      assertThat(peer.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(peer.exitValue()).isZero();
    } finally {
      peer.destroyForcibly();
    }
  }
}
