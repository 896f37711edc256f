package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands that start servers, with a tiny one in the place of the real one. */
@DisabledOnOs(OS.WINDOWS)
class WholeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path directory;

  @BeforeEach
  void makeDistribution() throws IOException {
    Path script = directory.resolve("home/bin/holdfast");
    Files.createDirectories(script.getParent());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    String launch = "exec '" + java + "' -XX:TieredStopAtLevel=1 -cp '" + classPath + "' ";
    Files.writeString(script, "#!/bin/sh\n" + launch + TinyServer.class.getName() + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private int type(String command, String... options) {
    List<String> all = new ArrayList<>(List.of(command, "--home", directory + "/home"));
    all.addAll(List.of("--base", directory + "/base"));
    all.addAll(List.of(options));
    PrintWriter terminal = new PrintWriter(err, true);
    return Main.execute(new PrintWriter(out, true), terminal, all.toArray(String[]::new));
  }

  @Test
  void verifyFindsASoundServerSound() {
    int code = type("verify", "--rounds", "2", "--seed", "3", "--rate", "2000");

    assertThat(err.toString()).contains("seed 3", "round 2 of 2: KILL");
    assertThat(out.toString())
        .contains("Every acknowledged event is a row, once.")
        .containsPattern("missing +0")
        .containsPattern("acknowledged +[1-9]");
    assertThat(code).isZero();
  }

  @Test
  void verifyFindsASingleLoss() {
    int code = type("verify", "--rounds", "1", "--set", "tiny=lose", "--json", "--catch-up", "1");

    assertThat(out.toString()).contains("\"holds\":false").doesNotContain("\"missing\":0");
    assertThat(code).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void verifyFindsASingleDuplicate() {
    int code =
        type(
            "verify", "--rounds", "1", "--signal", "term", "--set", "tiny=double", "--rate", "900");

    assertThat(err.toString()).contains("TERM", "FAILED");
    assertThat(out.toString()).containsPattern("missing +0").containsPattern("doubled +[1-9]");
    assertThat(code).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void benchPrintsItsFiguresBesideTheLimits() {
    int code =
        type("bench", "--connections", "1,2", "--seconds", "0.2", "--rate", "1000", "--json");

    assertThat(out.toString())
        .as(err.toString())
        .contains("acknowledged, 2 connections", "ack p99, 1,000/s", "bare sink", "\"ratio\":");
    assertThat(code).isZero();
  }

  @Test
  void soakComparesWhatWasAcknowledgedWithWhatWasStored() {
    int code = type("soak", "--minutes", "0.04", "--rate", "500", "--max-rss", "4000");

    // So short a run on a busy machine tells no trend; how one is judged is shown elsewhere.
    boolean flat = out.toString().contains("Nothing grows.");
    assertThat(out.toString())
        .as(err.toString())
        .containsPattern("acknowledged ([1-9][\\d,]*), stored \\1\\R");
    assertThat(code).isEqualTo(flat ? ExitCode.OK : ExitCode.FAILURE);
  }

  @Test
  void demoSendsAndSaysWhatToTry() {
    assertThat(type("demo", "--rate", "100", "--seconds", "1", "--set", "web.port=0")).isZero();
    assertThat(out.toString()).startsWith("http://127.0.0.1:");
    assertThat(err.toString())
        .contains(
            "its base",
            "health",
            "tail -f",
            "send '{",
            "curl",
            "/metrics",
            "safe on disk",
            "stopping");
  }
}
