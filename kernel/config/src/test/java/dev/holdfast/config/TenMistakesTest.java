package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenMistakesTest {
  private static final Block WEB =
      Workbench.block("web", Web.class, "host = 127.0.0.1\nport = 8080\nidle = 10 s");
  private static final Block JOURNAL =
      Workbench.block(
          "journal",
          Journal.class,
          "segment-size = 64 MiB\nsync = group\npool { min = 1, max = 10 }\nverify = true");
  private static final String FILE =
      """
      holdfast {
        web {
          port = 70000
          idle = 10
          host = [a]
        }
        journal {
          segmnt-size = 1 MiB
          segment-size = 64 MBytes
          sync = grup
          verify = maybe
          pool { min = 20 }
          directory = ${NOWHERE}/x
        }
        jurnal { verify = true }
      }
      """;

  @TempDir Path directory;

  record Web(String host, @Range(min = "0", max = "65535") int port, Duration idle) {}

  enum Sync {
    NEVER,
    GROUP,
    EVERY_RECORD
  }

  record Journal(Size segmentSize, Sync sync, Pool pool, boolean verify, Path directory) {}

  record Pool(int min, int max) {
    Pool {
      if (min > max) {
        throw new IllegalArgumentException("min is above max");
      }
    }
  }

  @Test
  void tenMistakesAreTenProblemsWithTheirLines() {
    assertThat(new Workbench(directory).file(FILE).messages(WEB, JOURNAL))
        .containsExactly(
            "holdfast.conf:3: holdfast.web.port must be from 0 to 65535, but is '70000'",
            "holdfast.conf:4: holdfast.web.idle needs a unit, but is '10'",
            "holdfast.conf:5: holdfast.web.host must be a text, but is a list",
            "holdfast.conf:8: holdfast.journal.segmnt-size is unknown; did you mean"
                + " 'segment-size'?",
            "holdfast.conf:9: holdfast.journal.segment-size has the unknown unit 'MBytes', but is"
                + " '64 MBytes'",
            "holdfast.conf:10: holdfast.journal.sync must be one of never, group, every-record; did"
                + " you mean 'group'?, but is 'grup'",
            "holdfast.conf:11: holdfast.journal.verify must be true or false, but is 'maybe'",
            "holdfast.conf:12: holdfast.journal.pool is refused: min is above max",
            "holdfast.conf:13: holdfast.journal.directory refers to ${NOWHERE}, which is set"
                + " nowhere",
            "holdfast.conf:15: holdfast.jurnal is unknown; did you mean 'journal'?");
  }

  @Test
  void theTextBeginsWithTheCodeAndTheNumber() {
    assertThatThrownBy(() -> new Workbench(directory).file(FILE).check(WEB, JOURNAL))
        .isInstanceOfSatisfying(
            ConfigProblems.class,
            e ->
                assertThat(e.printed())
                    .startsWith("HF-CFG-001 The configuration has 10 problems:\n")
                    .contains("Units of a duration: ns, us, ms, s, min, h, d.")
                    .isEqualTo(e.getMessage()));
  }

  @Test
  void syntaxErrorsAreReportedWithAllTheRest() {
    String file =
        """
        holdfast {
          web.host = a:b
          web.port = 80.5
          journal.segmentSize = 1 MiB
          journal.verify == true
          journal.sync
          journal.directory = /x
        }
        """;

    assertThat(new Workbench(directory).file(file).problems(WEB, JOURNAL))
        .extracting(p -> p.origin().line())
        .containsExactly(2, 3, 4, 5, 6);
  }

  @Test
  void aSyntaxErrorThatHidesTheRestIsTheOnlyProblem() {
    List<ConfigProblem> problems =
        new Workbench(directory).file("holdfast {\n web {\n port = 1\n").problems(WEB);

    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().toString()).startsWith("holdfast.conf:4: syntax error");
  }

  @Test
  void aSyntaxErrorBesideASecretDoesNotShowIt() {
    List<String> messages =
        new Workbench(directory).file("holdfast.web.password = a:hunter2@b\n").messages(WEB);

    assertThat(messages).containsExactly("holdfast.conf:1: syntax error");
  }

  @Test
  void aMissingValueIsReportedAtItsBlock() {
    Workbench bench = new Workbench(directory).file("holdfast {\n\n journal { verify = no }\n}");

    assertThat(bench.problems(WEB, JOURNAL))
        .singleElement()
        .satisfies(p ->
            assertThat(p.toString())
                .isEqualTo("holdfast.conf:3: holdfast.journal.directory has no value"))
        .satisfies(p -> assertThat(p.remedy()).contains("HOLDFAST__JOURNAL__DIRECTORY"));
  }

  @Test
  void aNullTakesADefaultAway() {
    assertThat(new Workbench(directory).file("\nholdfast.web.port = null").messages(WEB))
        .containsExactly("holdfast.conf:2: holdfast.web.port has no value");
  }

  @Test
  void aCircleOfSubstitutionsIsReported() {
    List<String> messages =
        new Workbench(directory)
            .file("\nholdfast.web.a = ${holdfast.web.b}\nholdfast.web.b = ${holdfast.web.a}")
            .messages(WEB);

    assertThat(messages)
        .singleElement()
        .asString()
        .startsWith("holdfast.conf:")
        .contains("in a circle");
  }

  /** Found by fuzzing: the library shows both values. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "holdfast.web.a = {\"x\":1}\nholdfast.web.b = ${holdfast.web.a}\"opensesame\"",
        "holdfast.web.a = {\"x\":1}\nholdfast.web.b = \"opensesame\"${holdfast.web.a}",
        "holdfast.web.a = [1]\nholdfast.web.b = ${holdfast.web.a}\"opensesame\"",
        "holdfast.web.a = {\"x\":opensesame}\nholdfast.web.b = ${holdfast.web.a}[2]",
        "holdfast.web.b = {\"x\":1} \"opensesame\""
      })
  void unlikeValuesAreReportedWithoutThem(String file) {
    List<String> messages = new Workbench(directory).file(file).messages(WEB);

    assertThat(messages)
        .singleElement()
        .asString()
        .startsWith("holdfast.conf:")
        .contains("Cannot concatenate")
        .doesNotContain("opensesame");
  }

  @Test
  void settingsOutsideOfTheRootAreUnknown() {
    assertThat(new Workbench(directory).file("web.port = 1\nholdfats.web.port = 2").messages(WEB))
        .containsExactly(
            "holdfast.conf:1: web is unknown; did you mean 'holdfast.web'?",
            "holdfast.conf:2: holdfats is unknown; did you mean 'holdfast'?");
  }

  @Test
  void anUnknownBlockOfCommentsIsNoMistake() throws ConfigProblems {
    assertThat(new Workbench(directory).file("holdfast.gone {\n # a = 1\n}").check(WEB).printed())
        .doesNotContain("gone");
  }

  @Test
  void blocksOfPluginsThatCouldNotBeLoadedAreLeftAlone() throws ConfigProblems {
    Workbench bench = new Workbench(directory).file("holdfast.broken { any = ${THING} }");

    var configuration = bench.sources().check(List.of(WEB), Set.of("broken"));

    assertThat(configuration.get("holdfast.web", Web.class).port()).isEqualTo(8080);
  }

  @Test
  void anEarlyBlockIgnoresMistakesElsewhere() throws ConfigProblems {
    Workbench bench = new Workbench(directory).file("holdfast { web.port = 1, other.x = ${Y} }");

    assertThat(bench.sources().early("holdfast.web", Web.class, WEB.reference()).port())
        .isEqualTo(1);
  }

  @Test
  void anEarlyBlockReportsItsOwnMistakes() throws ConfigProblems {
    ConfigurationSources sources =
        new Workbench(directory).file("holdfast { web.prt = 1 }").sources();

    assertThatThrownBy(() -> sources.early("holdfast.web", Web.class, WEB.reference()))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("did you mean 'port'?");
  }

  @Test
  void aBrokenReferenceIsThePluginsProblem() {
    Block broken =
        new Block("holdfast.x", Web.class, new Reference("reference.conf of x", "a = ["));

    assertThat(new Workbench(directory).messages(broken))
        .singleElement()
        .asString()
        .startsWith("reference.conf of x:1: holdfast.x cannot be read");
  }

  @Test
  void aPluginCannotSetTheBlockOfAnother() throws ConfigProblems {
    Block sly =
        new Block(
            "holdfast.sly",
            Plugin.NoConfiguration.class,
            new Reference("reference.conf of sly", "holdfast.web.port = 1"));

    assertThat(new Workbench(directory).check(sly, WEB).get("holdfast.web", Web.class).port())
        .isEqualTo(8080);
  }
}
