package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees at a terminal: one that {@code script} of util-linux makes. */
class TerminalIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final String ESCAPE = "\u001b[";

  @TempDir Path base;

  @BeforeAll
  static void needsScript() {
    assumeTrue(Files.isExecutable(SCRIPT), "there is no " + SCRIPT);
  }

  private static Command atTerminal(String line) {
    String holdfast = "'" + Unzipped.home().resolve("bin/holdfast") + "'";
    return Command.of(SCRIPT, "-qec", "stty cols 70; " + line.formatted(holdfast), "/dev/null")
        .with("TERM", "xterm")
        .without("COLUMNS")
        .without("NO_COLOR");
  }

  @Test
  void aStartIsCalmAndAStopHasTwoLines() throws Exception {
    Path output = base.resolve("seen");
    Process process = atTerminal("%s run --base '" + base + "' --set web.port=0").start(output);
    try {
      await().atMost(LIMIT).until(() -> text(output).contains("All is well"));
      assertThat(Command.holdfast("stop", "--base", base).run(LIMIT).code()).isZero();
      assertThat(process.waitFor()).isIn(0, 143);
    } finally {
      process.destroyForcibly();
    }
    assertThat(text(output).replace("\r", ""))
        .matches(
            "Holdfast \\S+\n"
                + "(.* WARN .*\n)*"
                + "listening on http://127\\.0\\.0\\.1:\\d+\n"
                + "(.* WARN .*\n)*"
                + "storing into SQLite, .*/data/database/holdfast\\.db\n"
                + "All is well\\. Ctrl-C stops it; the log is .*/logs/holdfast\\.log\n"
                + "stopping: .*\n"
                + "stopped after \\d+ ms\n");
    assertThat(Files.readString(base.resolve("logs/holdfast.log")))
        .as("the log has all of it")
        .contains("All systems operational!", "Connecting to SQLite", "stopped after");
  }

  @Test
  void helpFitsTheTerminalAndColoursAreOnlyThere() throws Exception {
    String help = atTerminal("%s --help").run(LIMIT).output().replace("\r", "");
    assertThat(help).contains(ESCAPE, "Run it:");
    assertThat(help.replaceAll("\u001b\\[[0-9;]*m", "").lines())
        .allMatch(line -> line.length() <= 70)
        .anyMatch(line -> line.length() > 60);
    assertThat(atTerminal("%s --help").with("NO_COLOR", "1").run(LIMIT).output())
        .contains("Run it:")
        .doesNotContain(ESCAPE);
    assertThat(Command.holdfast("--help").run(LIMIT).output())
        .contains("Run it:")
        .doesNotContain(ESCAPE);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
