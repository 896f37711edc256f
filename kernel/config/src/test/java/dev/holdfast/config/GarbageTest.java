package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is written, people get either a configuration or a list of problems. */
final class GarbageTest {
  private static final String[] WORDS = {
    "holdfast",
    ".",
    "sample",
    "port",
    "=",
    ":",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n",
    "\n",
    " ",
    "\"",
    "\"\"\"",
    "${",
    "${?",
    "}",
    "include ",
    "url(",
    "required(",
    "10 s",
    "64 MiB",
    "1e9",
    "-5",
    "null",
    "true",
    "#",
    "//",
    "+=",
    "\\",
    "\u0000",
    "ä",
    "names",
    "inner",
    "password",
    "holdfast.sample.",
    "holdfast { sample { ",
    "a",
    "1.5",
    "\t",
    "'",
    "@",
    "$",
    "`",
    "\uD800"
  };

  @TempDir Path directory;

  record Sample(
      @Range(min = "1", max = "9") int port,
      Optional<Duration> time,
      Optional<Size> size,
      Optional<Secret> password,
      List<String> names,
      Map<String, String> labels,
      Inner inner) {}

  record Inner(boolean flag, Optional<Double> real) {}

  private static final Block BLOCK =
      Workbench.block("sample", Sample.class, "port = 1, names = [], labels {}, inner.flag = true");

  @Test
  void garbageInTheFileIsAtMostAProblem() {
    Random random = new Random(20261121);
    for (int round = 0; round < 1000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "holdfast.sample {\n" : "");
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(WORDS[random.nextInt(WORDS.length)]);
      }
      text.append(random.nextBoolean() ? "\n}" : "");
      onlyProblems(new Workbench(directory).file(text.toString()), "round " + round + ": " + text);
    }
  }

  @Test
  void garbageInTheOtherSourcesIsAtMostAProblem() {
    Random random = new Random(7);
    for (int round = 0; round < 1000; round++) {
      Workbench bench = new Workbench(directory);
      bench.set(garbage(random), garbage(random));
      bench.set("sample." + garbage(random), garbage(random));
      bench.set("sample.names", "[" + garbage(random));
      bench.environment("HOLDFAST__" + garbage(random), garbage(random));
      bench.environment("HOLDFAST__SAMPLE__NAMES", garbage(random));
      onlyProblems(bench, "round " + round);
    }
  }

  @Test
  void deepNestingIsAProblem() {
    for (String deep :
        List.of(
            "a=" + "[".repeat(100_000),
            "{".repeat(100_000),
            "holdfast.sample" + ".a".repeat(50_000) + "=1",
            "holdfast.sample.labels=" + "{a=".repeat(20_000) + "1" + "}".repeat(20_000))) {
      onlyProblems(new Workbench(directory).file(deep), deep.substring(0, 30));
    }
  }

  @Test
  void aFileThatIncludesItselfIsAProblem() {
    onlyProblems(new Workbench(directory).file("include \"holdfast.conf\""), "include");
  }

  @Test
  void aHugeFileIsAProblem() {
    onlyProblems(new Workbench(directory).file("#".repeat(2 << 20)), "huge");
  }

  @Test
  void aFolderInPlaceOfTheFileIsAProblem() {
    assertThatThrownBy(() -> ConfigurationSources.read(directory, Map.of(), Map.of()))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("cannot be read");
  }

  private static void check(ConfigurationSources sources) throws ConfigProblems {
    sources.check(List.of(BLOCK), Set.of()).printed();
  }

  private static String garbage(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private static void onlyProblems(Workbench bench, String what) {
    try {
      check(bench.sources());
    } catch (ConfigProblems expected) {
      assertThatCode(expected::printed).doesNotThrowAnyException();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
  }
}
