package dev.holdfast.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What editors and disks make of a file: read for certain, or refused with its line. */
final class EncodingTest {
  @TempDir Path directory;

  record Sample(Optional<Secret> password, String name, List<String> to) {}

  private static final Block BLOCK =
      Workbench.block("sample", Sample.class, "name = none, to = []");
  private static final String TEXT =
      "# Hütte\nholdfast.sample {\n  password = \"schlüssel-42\"\n  name = Tür\n}\n";

  private void write(byte[]... parts) throws IOException {
    int length = 0;
    byte[] all = new byte[1 << 12];
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, length, part.length);
      length += part.length;
    }
    Files.write(directory.resolve("holdfast.conf"), java.util.Arrays.copyOf(all, length));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private void isRead() throws ConfigProblems {
    Sample sample = new Workbench(directory).check(BLOCK).get("holdfast.sample", Sample.class);
    assertThat(sample.password()).contains(new Secret("schlüssel-42"));
    assertThat(sample.name()).isEqualTo("Tür");
  }

  @Test
  void marksOfUnicodeAndEveryLineEndAreRead() throws Exception {
    write(bytes(0xEF, 0xBB, 0xBF), TEXT.getBytes(UTF_8));
    isRead();
    write(bytes(0xFF, 0xFE), TEXT.getBytes(UTF_16LE));
    isRead();
    write(bytes(0xFE, 0xFF), TEXT.getBytes(UTF_16BE));
    isRead();
    write(TEXT.replace("\n", "\r\n").getBytes(UTF_8));
    isRead();
    // The first line is a comment: it must not swallow the others.
    write(TEXT.replace('\n', '\r').getBytes(UTF_8));
    isRead();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "windows-1252"})
  void anotherEncodingIsRefusedWithTheLineAndWhatToType(String encoding) throws Exception {
    write("holdfast.sample {\n  password = schlüssel-42\n}".getBytes(Charset.forName(encoding)));
    List<ConfigProblem> problems = new Workbench(directory).problems(BLOCK);
    assertThat(problems)
        .singleElement()
        .hasToString(
            "holdfast.conf:2: is not UTF-8: byte 0xFC at this place is no part of a character");
    assertThat(problems.getFirst().remedy()).contains("iconv -f ISO-8859-1 -t UTF-8");
  }

  @Test
  void utf16WithoutAMarkAndNulAreNamed() throws Exception {
    write(TEXT.getBytes(UTF_16LE));
    assertThat(new Workbench(directory).messages(BLOCK))
        .singleElement()
        .asString()
        .containsAnyOf("UTF-16LE without a byte order mark", "is not UTF-8");
    write("holdfast.sample {\n}\n".getBytes(UTF_16BE));
    assertThat(new Workbench(directory).messages(BLOCK))
        .containsExactly("holdfast.conf:1: seems to be UTF-16BE without a byte order mark");
    write("holdfast.sample {\n name = a".getBytes(UTF_8), bytes(0, 0), "b\n}".getBytes(UTF_8));
    assertThat(new Workbench(directory).messages(BLOCK))
        .containsExactly("holdfast.conf:2: holds a NUL character");
    write("holdfast.sample {\n password = schl\uFFFDssel\n}".getBytes(UTF_8));
    assertThat(new Workbench(directory).messages(BLOCK))
        .singleElement()
        .asString()
        .startsWith("holdfast.conf:2: holds the character U+FFFD");
  }

  @Test
  void includedFilesAndFilesOfSecretsAreReadInTheSameWay() throws Exception {
    Workbench bench = new Workbench(directory).file("include \"more.conf\"\nholdfast {}\n");
    Files.write(
        directory.resolve("more.conf"),
        "# one\nholdfast.sample.password = schlüssel".getBytes(ISO_8859_1));
    assertThat(bench.messages(BLOCK))
        .singleElement()
        .asString()
        .startsWith("more.conf:2: is not UTF-8: byte 0xFC")
        .doesNotContain("schl");

    bench.file("holdfast.sample.password-file = secret.txt");
    Files.write(directory.resolve("secret.txt"), "schlüssel\n".getBytes(ISO_8859_1));
    assertThat(bench.messages(BLOCK))
        .singleElement()
        .asString()
        .startsWith("holdfast.conf:1: holdfast.sample.password-file names a file that is not UTF-8")
        .doesNotContain("schl");
    Files.write(directory.resolve("secret.txt"), "\uFEFFschlüssel\r\n".getBytes(UTF_8));
    assertThat(bench.check(BLOCK).get("holdfast.sample", Sample.class).password())
        .contains(new Secret("schlüssel"));
  }

  @Test
  void aListInTheEnvironmentIsCutAtTheCommas() throws ConfigProblems {
    for (String text : List.of("a@x.example, b@x.example", " a@x.example ,b@x.example, ")) {
      assertThat(list(new Workbench(directory).environment("HOLDFAST__SAMPLE__TO", text)))
          .containsExactly("a@x.example", "b@x.example");
      assertThat(list(new Workbench(directory).set("sample.to", text)))
          .containsExactly("a@x.example", "b@x.example");
    }
    assertThat(list(new Workbench(directory).environment("HOLDFAST__SAMPLE__TO", "/a:b#c")))
        .containsExactly("/a:b#c");
    assertThat(
            list(
                new Workbench(directory)
                    .environment("HOLDFAST__SAMPLE__TO", "[\"Doe, Jane <a@x.example>\", b]")))
        .containsExactly("Doe, Jane <a@x.example>", "b");
    assertThat(list(new Workbench(directory).environment("HOLDFAST__SAMPLE__TO", ""))).isEmpty();
  }

  private static List<String> list(Workbench bench) throws ConfigProblems {
    return bench.check(BLOCK).get("holdfast.sample", Sample.class).to();
  }

  @Test
  void variablesThatAreNearlySettingsAreNamed() throws ConfigProblems {
    Workbench bench = new Workbench(directory).file("holdfast.sample.name = ${?HOLDFAST_MY_NAME}");
    for (String stray :
        List.of(
            "HOLDFAST_SAMPLE_NAME",
            "HOLDFAST_SAMPLENAME",
            "HOLDFAST.SAMPLE.NAME",
            "HOLDFAST_SAMPLE.NAME",
            "holdfast__sample__name",
            "HOLDFSAT__SAMPLE__NAME")) {
      bench.environment(stray, "geheim");
    }
    bench
        .environment("HOLDFAST_BASE", "/b")
        .environment("HOLDFAST_MY_NAME", "ann")
        .environment("HOLDFAST_ZZZZZZZZZZZZZZZZZZZZ", "1")
        .environment("HOME", "/h");
    List<ConfigProblem> warnings = bench.check(BLOCK).warnings();
    assertThat(warnings)
        .hasSize(7)
        .noneMatch(warning -> warning.toString().contains("geheim"))
        .filteredOn(warning -> warning.toString().endsWith("did you mean HOLDFAST__SAMPLE__NAME?"))
        .hasSize(6);
    assertThat(warnings).anyMatch(warning -> warning.toString().endsWith("ZZZZ: is not a setting"));
  }

  @Test
  void aVariableThatADefaultNamesIsFoundWithASlip() throws ConfigProblems {
    Block block =
        Workbench.block("sample", Sample.class, "name = a, name = ${?SAMPLE_NAME}, to = []");
    assertThat(new Workbench(directory).environment("EXAMPLE_NAME", "x").check(block).warnings())
        .isEmpty();
    assertThat(new Workbench(directory).environment("SAMPLE_NAMES", "x").check(block).warnings())
        .singleElement()
        .hasToString(
            "environment variable SAMPLE_NAMES: is not a setting; did you mean SAMPLE_NAME?");
  }

  @Test
  void aValueThatTheLocaleCouldNotReadIsRefused() {
    assertThat(
            new Workbench(directory)
                .environment("HOLDFAST__SAMPLE__PASSWORD", "schl\uFFFD\uFFFDssel")
                .messages(BLOCK))
        .singleElement()
        .asString()
        .startsWith("environment variable HOLDFAST__SAMPLE__PASSWORD: holdfast.sample.password")
        .doesNotContain("ssel");
  }

  @Test
  void anUnknownUnitNamesTheNearest() {
    record Waits(java.time.Duration pause, dev.holdfast.spi.Size size) {}
    Block block = Workbench.block("sample", Waits.class, "pause = 1 s, size = 1 kB");
    assertThat(
            new Workbench(directory)
                .file("holdfast.sample { pause = 5 mins, size = 10 gibs }")
                .messages(block))
        .containsExactly(
            "holdfast.conf:1: holdfast.sample.pause has the unknown unit 'mins' instead of"
                + " 'min', but is '5 mins'",
            "holdfast.conf:1: holdfast.sample.size has the unknown unit 'gibs' instead of"
                + " 'GiB', but is '10 gibs'");
  }
}
