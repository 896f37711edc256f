package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo says where it is and what to type, and what is typed finds it. */
class DemoIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path temporary;

  /** With a folder for temporary files of its own: another demo may run on this machine. */
  private Command holdfast(Object... words) {
    return Command.holdfast(words).with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void commandsFindTheDemoThatRuns() throws Exception {
    Path output = temporary.resolve("seen");
    Process demo = holdfast("demo", "--rate", "50", "--set", "web.port=0").start(output);
    try {
      await().atMost(LIMIT).until(() -> text(output).contains("Ctrl-C stops both."));
      assertThat(text(output))
          .containsPattern(
              "The server keeps its data in its base, " + temporary + "/holdfast-demo\\d+\\.")
          .contains(
              "bin/holdfast health\n", "bin/holdfast tail -f", "bin/holdfast send '{\"hello\"");
      await()
          .atMost(LIMIT)
          .until(() ->
              holdfast("tail", "-n", "1", "--source", "observatory/weather")
                  .run(LIMIT)
                  .output()
                  .contains("temperatureC"));
      Command.Ended sent = holdfast("send", "{\"hello\":1}", "--source", "me").run(LIMIT);
      assertThat(sent.output()).contains("this is the demo in " + temporary, "1 acknowledged");
    } finally {
      demo.destroy();
      demo.waitFor();
    }
  }
}
