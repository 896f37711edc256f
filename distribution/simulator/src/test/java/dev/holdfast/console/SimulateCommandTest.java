package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulateCommandTest {
  private StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int type(String line) {
    out = new StringWriter();
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), line.split(" "));
  }

  @Test
  void livesThatHoldExitWithZeroAndTheirFigures() {
    assertThat(type("simulate --lives 3 --seed 7")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("Every guarantee held in every life.")
        .containsPattern("lives +3, ")
        .containsPattern("steps +183")
        .containsPattern("ends of the process +[1-9]")
        .containsPattern("power cut that loses all +3")
        .containsPattern("trace +[0-9a-f]{64}");
  }

  @Test
  void theSameSeedIsTheSameLife() {
    type("simulate --seed 7 --json");
    String once = trace();
    type("simulate --seed 7 --json");
    assertThat(trace()).isEqualTo(once);
    type("simulate --seed 8 --json");
    assertThat(trace()).isNotEqualTo(once);
  }

  private String trace() {
    return out.toString().replaceFirst("(?s).*\"trace\":\"([0-9a-f]{64})\".*", "$1");
  }

  @Test
  void aPlantedBugIsToldAsAStoryWithALineThatReplaysIt() {
    assertThat(type("simulate --bug loses-dead-letters --seed 0 --lives 4000"))
        .isEqualTo(ExitCode.FAILURE);
    String story = out.toString();
    assertThat(story)
        .containsPattern("Seed \\d+ fails; \\d+ of its 61 steps are enough:")
        .containsPattern("Promised: .* a dead letter")
        .containsPattern("Found: +event \\d+");
    String replay = story.replaceFirst("(?s).*Replay: +holdfast (\\S[^\\n]*).*", "$1").strip();
    assertThat(type(replay)).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString().replaceFirst("(?s).*Seed", "Seed"))
        .isEqualTo(story.replaceFirst("(?s).*Seed", "Seed"));
  }

  @Test
  void theResultIsAlsoThereAsJson() {
    assertThat(type("simulate --bug disk-that-lies --seed 0 --json")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString())
        .contains("\"holds\":false", "\"bug\":\"disk-that-lies\"", "\"replay\":\"holdfast simulate")
        .contains("\"story\":[");
  }

  @Test
  void theTimeEndsTheRun() {
    assertThat(type("simulate --time 1ms --seed 7")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).containsPattern("lives +1, ");
  }

  @Test
  void aBugIsLookedForInAsManyLivesAsFindIt() {
    type("simulate --bug keeps-the-tail-of-a-group-that-failed --steps 1 --json");
    assertThat(out.toString()).contains("\"lives\":4000,");
  }

  @Test
  void aPluginThatIsMissingIsNamed() throws Exception {
    URL[] without =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("event-store"))
            .map(SimulateCommandTest::url)
            .toArray(URL[]::new);
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(without, platform)) {
      thread.setContextClassLoader(loader);
      Method execute =
          loader
              .loadClass(Main.class.getName())
              .getDeclaredMethod("execute", PrintWriter.class, PrintWriter.class, String[].class);
      execute.setAccessible(true);
      Object code =
          execute.invoke(
              null, new PrintWriter(out), new PrintWriter(err, true), new String[] {"simulate"});
      assertThat(code).isEqualTo(ExitCode.DEPENDENCY_UNAVAILABLE);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(err.toString())
        .contains("HF-CLI-031", "event-store", "dev/holdfast/eventstore", "Put their folders back")
        .doesNotContain("\tat ");
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "simulate --bug none-such",
        "simulate --bug loses-dead-letters --parts journal",
        "simulate --steps 0",
        "simulate --lives 0"
      })
  void whatCannotBeRunExitsWithTwoAndOneLine(String line) {
    assertThat(type(line)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("holdfast: ").hasLineCount(1);
  }

  @Test
  void allBugsAreListed() {
    assertThat(type("simulate --bug list")).isEqualTo(ExitCode.OK);
    assertThat(out.toString().lines()).hasSizeGreaterThan(12).contains("disk-that-lies");
  }
}
