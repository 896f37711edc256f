package dev.holdfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  private static final String REFERENCE =
      """
      holdfast.sample {
        name = "n"
        count = 3
        big = 9007199254740993
        share = 0.5
        on = true
        pause = 250 ms
        segment-size = 64 MiB
        where = "data"
        site = "http://localhost"
        role = read
        words = [a, b]
        inner { depth = 1 }
        many = [{ depth = 2 }]
      }
      """;

  @TempDir Path folder;
  private Path file;
  private URL reference;

  record Inner(@Range(min = "0", max = "10") int depth) {}

  record Sample(
      String name,
      @Range(min = "1", max = "100") int count,
      long big,
      double share,
      boolean on,
      @Range(min = "100 ms", max = "1 h") Duration pause,
      @Range(min = "1 KiB", max = "1 GiB") Size segmentSize,
      Path where,
      URI site,
      Role role,
      List<String> words,
      Inner inner,
      List<Inner> many,
      Optional<Secret> password,
      Optional<String> note) {
    Sample {
      if (name.equals("forbidden")) {
        throw new IllegalArgumentException("this name is taken");
      }
    }
  }

  record Strict(String token) {}

  @BeforeEach
  void prepare() throws IOException {
    file = folder.resolve("holdfast.conf");
    Path defaults = folder.resolve("reference.conf");
    Files.writeString(defaults, REFERENCE);
    reference = defaults.toUri().toURL();
  }

  private Configuration check(
      String text, Map<String, String> overrides, Map<String, String> environment)
      throws Exception {
    Files.writeString(file, text);
    return new ConfigurationSources(file, overrides, environment)
        .check(
            List.of(new Block("holdfast.sample", Sample.class, Optional.of(reference))),
            Set.of("broken"));
  }

  private Sample sample(String text) throws Exception {
    return check(text, Map.of(), Map.of()).get("holdfast.sample", Sample.class);
  }

  private List<ConfigProblem> problems(String text) {
    return catchThrowableOfType(ConfigProblems.class, () -> sample(text)).problems();
  }

  @Test
  void defaultsAloneAreEnough() throws Exception {
    Sample sample =
        new ConfigurationSources(folder.resolve("missing.conf"), Map.of(), Map.of())
            .check(
                List.of(new Block("holdfast.sample", Sample.class, Optional.of(reference))),
                Set.of())
            .get("holdfast.sample", Sample.class);
    assertThat(sample)
        .isEqualTo(
            new Sample(
                "n",
                3,
                9007199254740993L,
                0.5,
                true,
                Duration.ofMillis(250),
                Size.ofMebibytes(64),
                Path.of("data"),
                URI.create("http://localhost"),
                Role.READ,
                List.of("a", "b"),
                new Inner(1),
                List.of(new Inner(2)),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void theLaterSourceWins() throws Exception {
    Map<String, String> environment = new HashMap<>(Map.of("HOLDFAST__SAMPLE__COUNT", "5"));
    assertThat(sample("holdfast.sample.count = 4").count()).isEqualTo(4);
    Configuration fromEnvironment = check("holdfast.sample.count = 4", Map.of(), environment);
    assertThat(fromEnvironment.get("holdfast.sample", Sample.class).count()).isEqualTo(5);
    Configuration fromCommandLine =
        check("holdfast.sample.count = 4", Map.of("sample.count", "6"), environment);
    assertThat(fromCommandLine.get("holdfast.sample", Sample.class).count()).isEqualTo(6);
  }

  @Test
  void oneRuleMapsVariablesToKeys() {
    assertThat(ConfigurationSources.path("HOLDFAST__JOURNAL__SEGMENT_SIZE"))
        .isEqualTo("holdfast.journal.segment-size");
  }

  @Test
  void overridesCarryAddressesAndLists() throws Exception {
    Sample sample =
        check("", Map.of("sample.site", "http://h:1/p?a=b", "sample.words", "[x, y]"), Map.of())
            .get("holdfast.sample", Sample.class);
    assertThat(sample.site()).hasPort(1);
    assertThat(sample.words()).containsExactly("x", "y");
  }

  @Test
  void variablesAreSubstitutedAndFilesIncluded() throws Exception {
    Files.writeString(folder.resolve("more.conf"), "holdfast.sample.note = included");
    Sample sample =
        check(
                "include \"more.conf\"\nholdfast.sample.name = ${?NAME}\nholdfast.sample.count = ${?NONE}",
                Map.of(),
                Map.of("NAME", "given"))
            .get("holdfast.sample", Sample.class);
    assertThat(sample.name()).isEqualTo("given");
    assertThat(sample.note()).hasValue("included");
    assertThat(sample.count()).isEqualTo(3);
  }

  @Test
  void tenMistakesAreReportedAtOnceEachWithItsLine() {
    List<ConfigProblem> problems =
        problems(
            """
            holdfast.sample {
              segmnt-size = 1 MiB
              count = many
              pause = 5
              segment-size = 10 lightyears
              role = king
              share = half
              on = maybe
              inner { depth = 99 }
              words = 7
            }
            holdfast.sampel { }
            """);
    assertThat(problems).hasSize(10);
    assertThat(problems)
        .extracting(ConfigProblem::origin)
        .allMatch(o -> o.matches("holdfast\\.conf:\\d+"));
    assertThat(problems)
        .extracting(ConfigProblem::sentence)
        .contains(
            "holdfast.conf:2: holdfast.sample.segmnt-size: unknown key. Did you mean 'segment-size'?",
            "holdfast.conf:3: holdfast.sample.count: must be a number, not 'many'",
            "holdfast.conf:4: holdfast.sample.pause: needs a unit: ms, s, m, h or d, as in \"250 ms\", not 5",
            "holdfast.conf:6: holdfast.sample.role: must be one of anyone, ingest, read, admin, not 'king'",
            "holdfast.conf:9: holdfast.sample.inner.depth: must be from 0 to 10, not 99",
            "holdfast.conf:12: holdfast.sampel: unknown key. Did you mean 'sample'?");
  }

  @Test
  void rangesAndFractionsAreChecked() {
    assertThat(problems("holdfast.sample { count = 101, pause = 1 ms, segment-size = 2 GiB }"))
        .extracting(ConfigProblem::message)
        .containsExactlyInAnyOrder(
            "must be from 1 to 100, not 101",
            "must be from 100 ms to 1 h, not 1 ms",
            "must be from 1 KiB to 1 GiB, not 2 GiB");
    assertThat(problems("holdfast.sample.count = 1.5"))
        .extracting(ConfigProblem::message)
        .containsExactly("must be a whole number, not 1.5");
  }

  @Test
  void aRecordMayRefuseAValue() {
    assertThat(problems("holdfast.sample.name = forbidden"))
        .extracting(ConfigProblem::message)
        .containsExactly("this name is taken");
  }

  @Test
  void aSyntaxErrorNamesItsLine() {
    List<ConfigProblem> problems = problems("holdfast.sample {\n  count = [1\n}");
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().origin()).startsWith("holdfast.conf:");
  }

  @Test
  void whatHasNoDefaultMustBeGiven() throws IOException {
    Files.writeString(file, "");
    ConfigProblems problems =
        catchThrowableOfType(
            ConfigProblems.class,
            () ->
                new ConfigurationSources(file, Map.of(), Map.of())
                    .check(
                        List.of(new Block("holdfast.strict", Strict.class, Optional.empty())),
                        Set.of()));
    assertThat(problems.printed())
        .startsWith("HF-CFG-001 The configuration has 1 mistake:\n")
        .contains("holdfast.strict.token: has no value and no default");
  }

  @Test
  void unknownKeysOfTheEnvironmentAndTheCommandLineAreNamed() {
    ConfigProblems problems =
        catchThrowableOfType(
            ConfigProblems.class,
            () -> check("", Map.of("sample.cuont", "1"), Map.of("HOLDFAST__SAMPLE__NAMES", "x")));
    assertThat(problems.printed())
        .contains("--set sample.cuont: holdfast.sample.cuont: unknown key. Did you mean 'count'?")
        .contains(
            "environment variable HOLDFAST__SAMPLE__NAMES: holdfast.sample.names: unknown key");
  }

  @Test
  void theBlockOfAPluginThatCouldNotBeLoadedIsNoMistake() throws Exception {
    assertThat(sample("holdfast.broken.anything = 1").count()).isEqualTo(3);
  }

  @Test
  void secretsComeFromFilesAndAreNeverPrinted() throws Exception {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "correct horse\n");
    Configuration configuration =
        check("holdfast.sample.password-file = \"" + secret + "\"", Map.of(), Map.of());
    assertThat(configuration.get("holdfast.sample", Sample.class).password())
        .hasValue(new Secret("correct horse"));
    Configuration plain =
        check(
            "holdfast.sample { password = \"battery staple\", site = \"http://u:hunter2@h/?password=hunter3\" }",
            Map.of(),
            Map.of());
    assertThat(plain.printed())
        .contains("holdfast.sample.password = ***le  # holdfast.conf:1")
        .doesNotContain("battery")
        .doesNotContain("hunter2")
        .doesNotContain("hunter3");
  }

  @Test
  void aSecretFileThatIsMissingIsNamed() {
    assertThat(problems("holdfast.sample.password-file = \"/nowhere\""))
        .extracting(ConfigProblem::path)
        .containsExactly("holdfast.sample.password-file");
  }

  @Test
  void noTextMakesItFailInAnyOtherWay() throws IOException {
    Random random = new Random(42);
    String alphabet = "holdfast.sample{}[]=:\"\\ \n#${?}count pause 0123 MiB,";
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(80); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        sample(text.toString());
      } catch (ConfigProblems expected) {
        assertThat(expected.problems()).isNotEmpty();
      } catch (Exception e) {
        throw new AssertionError("round " + round + ": " + text, e);
      }
    }
  }
}
