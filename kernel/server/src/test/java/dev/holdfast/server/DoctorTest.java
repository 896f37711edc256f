package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examination as the command line asks for it. */
class DoctorTest {
  private static final String NONE_REQUIRED = "plugins.required=[]";

  @TempDir Path base;
  private final StringWriter out = new StringWriter();

  private String examine(String... settings) {
    String[] arguments = new String[3 + 2 * settings.length];
    arguments[0] = "examine";
    arguments[1] = "--base";
    arguments[2] = base.toString();
    for (int i = 0; i < settings.length; i++) {
      arguments[3 + 2 * i] = "--set";
      arguments[4 + 2 * i] = settings[i];
    }
    PrintWriter writer = new PrintWriter(out);
    assertThat(new ServerTool().run(writer, writer, arguments)).isZero();
    return out.toString();
  }

  private void file(String text) throws IOException {
    Files.createDirectories(base.resolve("conf"));
    Files.writeString(base.resolve("conf/holdfast.conf"), text);
  }

  @Test
  void aSoundBaseHasNoFailureAndIsLeftAsItWas() throws IOException {
    assertThat(examine("web.port=0", NONE_REQUIRED))
        .doesNotContain("\"fail\"")
        .contains("\"java\"", "\"memory\"", "\"clock\"", "\"data directory\"", "\"web port\"");
    try (var left = Files.list(base)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatDiffersFromTheDefaultsIsShownWithItsOrigin() throws IOException {
    file("holdfast.data.shutdown-limit = 9 s");
    assertThat(examine("web.port=0", NONE_REQUIRED))
        .contains("holdfast.web.port = 0  # --set")
        .contains("holdfast.data.shutdown-limit = 9 s  # holdfast.conf:1")
        .contains("valid, 3 of ")
        .doesNotContain("holdfast.web.host");
  }

  @Test
  void eachMistakeIsAFailureAndTheRestIsStillExamined() throws IOException {
    file("holdfast { web { port = eighty }, health { intervall = 5 s } }");
    assertThat(examine(NONE_REQUIRED))
        .contains(
            "HF-CFG-001", "holdfast.web.port", "intervall", "\"data directory\"", "\"plugins\"")
        .doesNotContain("\"web port\"");
  }

  @Test
  void aFileThatCannotBeReadLeavesTheMachineToBeExamined() throws IOException {
    file("holdfast { web { port = ");
    assertThat(examine()).contains("HF-CFG-001", "\"clock\"").doesNotContain("\"data directory\"");
  }

  @Test
  void aPluginThatIsRequiredAndMissingIsAFailure() {
    assertThat(examine("web.port=0")).contains("HF-DOC-011", "journal, ingest");
  }

  @Test
  void aBrokenJarIsNamedWithTheReason() throws IOException {
    Files.createDirectories(base.resolve("plugins"));
    Files.writeString(base.resolve("plugins/torn.jar"), "<html>404</html>");
    assertThat(examine("web.port=0", NONE_REQUIRED))
        .contains("{\"plugin\":\"torn\",\"subject\":\"plugin\",\"verdict\":\"fail\"", "HF-PLG-001");
  }

  @Test
  void aPortThatIsOpenToAllIsAFailure() {
    assertThat(examine("web.port=0", "web.host=0.0.0.0", NONE_REQUIRED)).contains("HF-SRV-003");
  }
}
