package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;

/** What the server found, as a person and as a program read it. */
class DoctorCommandTest {
  private static final String GOOD =
      """
      {"plugin":"server","subject":"java","verdict":"ok","text":"25"}
      {"plugin":"server","subject":"setting","verdict":"ok","text":"a = 1"}
      {"plugin":"server","subject":"setting","verdict":"ok","text":"b = 2"}
      {"plugin":"journal","subject":"speed","verdict":"ok","text":"1 ms"}
      """;
  private static final String WARNING =
      """
      {"plugin":"journal","subject":"room","verdict":"warn","text":"Little room",\
      "code":"HF-X-001","why":"1 GiB","remedy":"Make room"}
      """;
  private static final String FAILURE =
      """
      {"plugin":"database","subject":"login","verdict":"fail","text":"The database refuses the login",\
      "code":"HF-DB-003","why":"localhost: no","remedy":"Try this:\\nALTER USER \\"u\\" WITH PASSWORD '...';"}
      """;

  @TempDir Path base;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void forget() {
    FakeServerTool.reset();
  }

  private int type(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "doctor";
    arguments[1] = "--base";
    arguments[2] = base.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void findingsAreGroupedAndTheVerdictComesLast() {
    FakeServerTool.output = GOOD;
    assertThat(type("--set", "web.port=0")).isZero();
    assertThat(FakeServerTool.arguments)
        .containsExactly("examine", "--base", base.toString(), "--set", "web.port=0");
    assertThat(out.toString().lines())
        .containsExactly(
            "server",
            "  ok    java            25",
            "  ok    setting         a = 1",
            "  ok                    b = 2",
            "",
            "journal",
            "  ok    speed           1 ms",
            "",
            "All is well.");
  }

  @Test
  void aWarningDoesNotFail() {
    FakeServerTool.output = GOOD + WARNING;
    assertThat(type()).isZero();
    assertThat(out.toString())
        .contains("  warn  room            HF-X-001 Little room\n        cause:  1 GiB\n")
        .endsWith("1 warning; first: journal room: Little room.\n");
  }

  @Test
  void aFailureShowsCauseAndRemedyAndEndsWith69() {
    FakeServerTool.output = GOOD + WARNING + FAILURE;
    assertThat(type()).isEqualTo(ExitCode.DEPENDENCY_UNAVAILABLE);
    assertThat(out.toString())
        .contains(
            """
              fail  login           HF-DB-003 The database refuses the login
                    cause:  localhost: no
                    remedy: Try this:
                            ALTER USER "u" WITH PASSWORD '...';
            """)
        .endsWith("1 thing is wrong; first: database login: The database refuses the login.\n");
  }

  @Test
  void aLongRemedyBeginsALineForEachWayOut() {
    String way = "do what is said in this sentence, which is not short";
    FakeServerTool.output =
        "{\"plugin\":\"p\",\"subject\":\"s\",\"verdict\":\"warn\",\"text\":\"t\",\"code\":\"HF-X-001\","
            + "\"why\":\"\",\"remedy\":\"Linux: %s; macOS: %s. Or both.\"}%n".formatted(way, way);
    type();
    String indent = " ".repeat(16);
    assertThat(out.toString())
        .contains("        remedy: Linux: " + way + ";\n" + indent + "macOS: " + way + ".\n")
        .contains("\n" + indent + "Or both.\n");
  }

  @Test
  void jsonIsOneDocument() {
    FakeServerTool.output = GOOD + WARNING + FAILURE;
    assertThat(type("--json")).isEqualTo(ExitCode.DEPENDENCY_UNAVAILABLE);
    assertThat(out.toString())
        .hasLineCount(1)
        .contains("\"ok\":4,\"warnings\":1,\"failures\":1,\"findings\":[{\"plugin\":\"server\"");
    try (JsonParser json = Json.parser(out.toString())) {
      json.nextToken();
      json.skipChildren();
      assertThat(json.nextToken()).isNull();
    }
  }

  @Test
  void aDamagedProgramIsAFindingToo() {
    FakeServerTool.missingClass = "com/typesafe/config/Config";
    FakeServerTool.output = GOOD;
    assertThat(type()).isEqualTo(ExitCode.DEPENDENCY_UNAVAILABLE);
    assertThat(out.toString())
        .contains("ok    java", "fail  program         HF-CLI-030", "com/typesafe/config/Config")
        .endsWith("1 thing is wrong; first: server program: The program is damaged.\n");
  }

  @Test
  void wordsOfOthersCannotMoveTheCursor() {
    FakeServerTool.output =
        "{\"plugin\":\"p\",\"subject\":\"s\",\"verdict\":\"ok\",\"text\":\"a\\u001b[2Jb\\u0007\"}\n";
    type();
    assertThat(out.toString()).contains("a [2Jb").doesNotContain("\u001b", "\u0007");
  }

  @Test
  void aLineThatIsNoJsonIsShown() {
    FakeServerTool.output = "hello\n" + GOOD;
    assertThat(type()).isZero();
    assertThat(out.toString()).contains("hello").endsWith("server output: hello.\n");
  }

  @Test
  void nothingExaminedIsNotWell() {
    assertThat(type()).isEqualTo(ExitCode.DEPENDENCY_UNAVAILABLE);
    assertThat(out.toString()).isEqualTo("Nothing was examined.\n");
  }

  @Test
  void aMistakeOfUsageIsNoFinding() {
    assertThat(type("--set", "nonsense")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
  }
}
