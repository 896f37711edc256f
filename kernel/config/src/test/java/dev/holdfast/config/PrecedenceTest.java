package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrecedenceTest {
  @TempDir Path directory;

  record Sample(String a, String b, String c, String d, List<String> names, Inner inner) {}

  record Inner(int maxSize) {}

  private static final String REFERENCE =
      "a = reference, b = reference, c = reference, d = reference, names = [], inner.max-size = 1";
  private static final Block BLOCK = Workbench.block("sample", Sample.class, REFERENCE);

  @Test
  void eachSourceWinsOverThoseBeforeIt() throws ConfigProblems {
    Sample sample =
        new Workbench(directory)
            .file("holdfast.sample { b = file, c = file, d = file }")
            .environment("HOLDFAST__SAMPLE__C", "environment")
            .environment("HOLDFAST__SAMPLE__D", "environment")
            .set("sample.d", "set")
            .bind(Sample.class, REFERENCE);

    assertThat(sample)
        .isEqualTo(new Sample("reference", "file", "environment", "set", List.of(), new Inner(1)));
  }

  @Test
  void withoutAFileTheDefaultsAreUsed() throws ConfigProblems {
    assertThat(new Workbench(directory).bind(Sample.class, REFERENCE).a()).isEqualTo("reference");
  }

  @Test
  void theEnvironmentNamesNestedKeysAndLists() throws ConfigProblems {
    Sample sample =
        new Workbench(directory)
            .environment("HOLDFAST__SAMPLE__INNER__MAX_SIZE", "7")
            .environment("HOLDFAST__SAMPLE__NAMES", "x, y")
            .environment("HOLDFAST__SAMPLE__A", "p#ss//\"${word}")
            .environment("HOLDFAST_HOME", "/opt")
            .environment("HOLDFAST_SAMPLE_B", "no setting")
            .bind(Sample.class, REFERENCE);

    assertThat(sample.inner().maxSize()).isEqualTo(7);
    assertThat(sample.names()).containsExactly("x", "y");
    assertThat(sample.a()).isEqualTo("p#ss//\"${word}");
    assertThat(sample.b()).isEqualTo("reference");
  }

  @Test
  void theEnvironmentRuleGoesBothWays() {
    assertThat(EnvironmentNames.path("HOLDFAST__JOURNAL__SEGMENT_SIZE"))
        .contains("holdfast.journal.segment-size");
    assertThat(EnvironmentNames.path("HOLDFAST_HOME")).isEmpty();
    assertThat(EnvironmentNames.path("PATH")).isEmpty();
    assertThat(EnvironmentNames.variable("holdfast.journal.segment-size"))
        .isEqualTo("HOLDFAST__JOURNAL__SEGMENT_SIZE");
  }

  @Test
  void unknownKeysNameTheVariableOrTheCommandLine() {
    assertThat(
            new Workbench(directory)
                .environment("HOLDFAST__SAMPLE__INNER__MAX_SZE", "7")
                .environment("HOLDFAST__", "")
                .environment("HOLDFAST__SAMPLE____A", "1")
                .environment("HOLDFAST__SAMPEL__A", "1")
                .set("sample.e", "1")
                .set("other.x", "1")
                .set("a..b", "1")
                .set("sample.names", "[unclosed")
                .messages(BLOCK))
        .containsExactly(
            "--set: holdfast.a..b cannot be read",
            "--set: holdfast.other is unknown",
            "--set: holdfast.sample.e is unknown",
            "--set: holdfast.sample.names cannot be read",
            "environment variable HOLDFAST__: holdfast.\"\" is unknown",
            "environment variable HOLDFAST__SAMPEL__A: holdfast.sampel is unknown; did you mean"
                + " 'sample'?",
            "environment variable HOLDFAST__SAMPLE__INNER__MAX_SZE: holdfast.sample.inner.max-sze"
                + " is unknown; did you mean 'max-size'?",
            "environment variable HOLDFAST__SAMPLE____A: holdfast.sample.\"\" is unknown");
  }

  @Test
  void theCommandLineTakesUrlsAsTheyAreAndListsAsHocon() throws ConfigProblems {
    Sample sample =
        new Workbench(directory)
            .set("sample.a", "jdbc:postgresql://h:5432/db?user=x#y")
            .set("sample.b", "\"quoted\"")
            .set("sample.names", "[one, two]")
            .bind(Sample.class, REFERENCE);

    assertThat(sample.a()).isEqualTo("jdbc:postgresql://h:5432/db?user=x#y");
    assertThat(sample.b()).isEqualTo("quoted");
    assertThat(sample.names()).containsExactly("one", "two");
  }

  @Test
  void substitutionsSeeTheEnvironmentThatWasHandedIn() throws ConfigProblems {
    Sample sample =
        new Workbench(directory)
            .file("holdfast.sample { a = ${WHO}, b = ${?NOBODY}, c = ${holdfast.sample.a}\"!\" }")
            .environment("WHO", "me")
            .bind(Sample.class, REFERENCE);

    assertThat(sample.a()).isEqualTo("me");
    assertThat(sample.b()).isEqualTo("reference");
    assertThat(sample.c()).isEqualTo("me!");
  }

  @Test
  void aDefaultMayComeFromAVariable() throws ConfigProblems {
    Sample sample =
        new Workbench(directory)
            .environment("SAMPLE_URL", "there")
            .bind(Sample.class, REFERENCE + "\na = ${?SAMPLE_URL}");

    assertThat(sample.a()).isEqualTo("there");
  }

  @Test
  void includesAreFoundBesideTheFileAndBesideEachOther() throws ConfigProblems {
    Workbench bench = new Workbench(directory);
    bench.write("one.conf", "include \"two\"\nholdfast.sample.a = one");
    bench.write("two.conf", "holdfast.sample { a = two, b = two }");

    Sample sample =
        bench
            .file("include \"one.conf\"\ninclude \"absent.conf\"\nholdfast.sample.c = main")
            .bind(Sample.class, REFERENCE);

    assertThat(sample.a()).isEqualTo("one");
    assertThat(sample.b()).isEqualTo("two");
    assertThat(sample.c()).isEqualTo("main");
  }

  @Test
  void mistakesInIncludedFilesNameThatFile() {
    Workbench bench = new Workbench(directory);
    bench.write("one.conf", "\nholdfast.sample.inner.max-size = x");

    assertThat(bench.file("include \"one.conf\"").messages(BLOCK))
        .containsExactly(
            "one.conf:2: holdfast.sample.inner.max-size must be a whole number, but is 'x'");
  }

  @Test
  void syntaxErrorsInIncludedFilesNameThatFile() {
    Workbench bench = new Workbench(directory);
    bench.write("one.conf", "\nholdfast.sample.a = x:y");

    assertThat(bench.file("include \"one.conf\"").messages(BLOCK))
        .containsExactly("one.conf:2: syntax error");
  }

  @Test
  void aRequiredIncludeMustBeThere() {
    assertThat(new Workbench(directory).file("include required(\"absent.conf\")").messages(BLOCK))
        .singleElement()
        .asString()
        .contains("absent.conf");
  }
}
