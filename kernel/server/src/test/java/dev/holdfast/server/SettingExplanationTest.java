package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config explain} as the command line asks for it, with the kernel's own settings. */
class SettingExplanationTest {
  private static final int USAGE = 2;

  @TempDir Path base;
  private int code;

  private String explain(String... words) {
    List<String> arguments = new ArrayList<>(List.of("explain", "--base", base.toString()));
    arguments.addAll(List.of(words));
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    code = new ServerTool().run(writer, writer, arguments.toArray(String[]::new));
    return out.toString();
  }

  private void file(String text) throws IOException {
    Files.createDirectories(base.resolve("conf"));
    Files.writeString(base.resolve("conf/holdfast.conf"), text);
  }

  @Test
  void aSettingHasItsWordsItsRangeItsDefaultAndItsValue() throws IOException {
    file("holdfast {\n  web.port = 9090\n}\n");
    assertThat(explain("--key", "web.port"))
        .isEqualToNormalizingNewlines(
            """
            web.port
              0 = any free port; it is printed at the start. 0 to 65535.

              what       a whole number, from 0 to 65535
              default    8080
              now        set to 9090, by holdfast.conf:2
              to set it  in conf/holdfast.conf, as HOLDFAST__WEB__PORT, or --set web.port=…
            """);
    assertThat(code).isZero();
    assertThat(explain("--key", "holdfast.web.port", "--set", "web.port=1"))
        .contains("now        set to 1, by --set");
    assertThat(explain("--key", "web.head-timeout"))
        .contains("a duration such as 10 s, from 100 ms to 10 m", "now        5 s, the default");
  }

  @Test
  void aSecretIsNotShown() throws IOException {
    file("holdfast.web.tls.key-password = hunter2hunter2\n");
    assertThat(explain("--key", "web.tls.key-password"))
        .doesNotContain("hunter2")
        .contains("a secret text", "by holdfast.conf:1");
  }

  @Test
  void oneWithoutAWordOfItsOwnHasThoseOfTheSettingAbove() {
    assertThat(explain("--key", "web.tls.key-file")).contains("The server's certificate as PEM");
  }

  @Test
  void aMistakeElsewhereIsNoHindrance() throws IOException {
    file("holdfast { web.port = 9090, health.odd = 1 }\n");
    assertThat(explain("--key", "web.port")).contains("set to 9090");
    assertThat(explain("--key", "health.cache")).contains("Did you mean 'health.");
    assertThat(code).isEqualTo(USAGE);
  }

  @Test
  void aBlockListsWhatItHasAndNothingListsTheBlocks() throws IOException {
    file("holdfast.web.port = 9090\n");
    assertThat(explain("--key", "web.block"))
        .contains("web.block.window", "1 m, the default", "A client address that offends");
    assertThat(explain()).contains("health ").containsPattern("web +\\d+ settings, 1 of them set");
  }

  @Test
  void anUnknownKeyNamesTheOneThatWasMeant() {
    assertThat(explain("--key", "web.prot")).contains("HF-CFG-022", "Did you mean 'web.port'?");
    assertThat(code).isEqualTo(USAGE);
    assertThat(explain("--key", "head-timeout")).contains("Did you mean 'web.head-timeout'?");
  }

  /**
   * The reference is what the explanation is made of: a setting without a word would say nothing.
   */
  @Test
  void everySettingOfTheKernelIsExplained() {
    for (String block : explain().lines().map(line -> line.split(" ")[0]).toList()) {
      if (block.isEmpty() || block.equals("holdfast")) {
        continue;
      }
      List<String> keys =
          explain("--key", block)
              .lines()
              .filter(line -> line.startsWith("  " + block + "."))
              .map(line -> line.strip().split(" ")[0])
              .toList();
      assertThat(keys).isNotEmpty();
      for (String key : keys) {
        assertThat(explain("--key", key).lines().skip(1).findFirst())
            .as(key)
            .hasValueSatisfying(line -> assertThat(line).isNotBlank());
      }
    }
  }
}
