package dev.holdfast.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.console.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path directory;

  @BeforeEach
  void forgetServer() {
    FakeServerTool.reset();
  }

  @AfterEach
  void removeProperties() {
    System.clearProperty("holdfast.home");
    System.clearProperty("holdfast.base");
  }

  private int type(String... arguments) {
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void runHandsItsArgumentsToTheServerAndReturnsItsExitCode() {
    FakeServerTool.exitCode = 78;

    int code = type("run", "--base", directory.toString(), "--set", "web.port=0", "--set", "a=b");

    assertThat(code).isEqualTo(78);
    assertThat(FakeServerTool.arguments)
        .containsExactly(
            "run", "--base", directory.toString(), "--set", "web.port=0", "--set", "a=b");
  }

  @Test
  void checkConfigUsesTheBaseOfTheLaunchScript() {
    System.setProperty("holdfast.home", "/opt/holdfast");
    System.setProperty("holdfast.base", directory.toString());

    assertThat(type("check-config")).isZero();
    assertThat(FakeServerTool.arguments)
        .containsExactly("check-config", "--base", directory.toString());
  }

  @Test
  void aMistypedOptionNamesTheOneThatWasMeant() {
    assertThat(type("tail", "--jsn")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("did you mean '--json'?");
    assertThat(type("plugins", "ls", "--url=x", "--jason")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'--jason'").hasLineCount(2);
  }

  @Test
  void configExplainHandsItsKeyToTheServer() {
    FakeServerTool.exitCode = 2;

    assertThat(type("config", "explain", "web.prot", "--base", directory.toString())).isEqualTo(2);
    assertThat(FakeServerTool.arguments)
        .containsExactly("explain", "--base", directory.toString(), "--key", "web.prot");
    assertThat(type("config", "explain", "--base", directory.toString(), "--set", "a=b"))
        .isEqualTo(2);
    assertThat(FakeServerTool.arguments)
        .containsExactly("explain", "--base", directory.toString(), "--set", "a=b");
  }

  @Test
  void theHomeIsTheBaseWhenNothingElseIsSaid() {
    System.setProperty("holdfast.home", directory.toString());

    assertThat(type("run")).isZero();
    assertThat(FakeServerTool.arguments).containsExactly("run", "--base", directory.toString());
  }

  @Test
  void aSettingWithoutValueIsAMistakeOfUsage() {
    assertThat(type("run", "--set", "web.port")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("HF-CLI-007").contains("key=value").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fly", "run --wings", "start --set"})
  void whatIsNotUnderstoodExitsWithTwoAndOneLine(String line) {
    assertThat(type(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("holdfast: ").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    assertThat(type()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("run", "check-config", "health");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "check-config",
        "health",
        "doctor",
        "db",
        "plugins",
        "plugins new",
        "db status",
        "db monitor",
        "db reconnect",
        "db statements",
        "start",
        "stop",
        "restart",
        "status",
        "supervise",
        "service",
        "service install",
        "version"
      })
  void theHelpOfEachCommandStartsWithExamplesAndNamesTheExitCodes(String command) {
    assertThat(type((command + " --help").split(" "))).isZero();
    String help = out.toString();
    assertThat(help.indexOf("Examples:")).isPositive().isLessThan(help.indexOf("Usage:"));
    assertThat(help).contains("Exit codes:").contains("--stacktrace");
    assertThat(help.indexOf("holdfast " + command)).isLessThan(help.indexOf("Usage:"));
  }

  @Test
  void theHelpListsTheExitCodesThatScriptsRelyOn() {
    type("run", "--help");
    assertThat(out.toString()).contains("69", "73", "75", "78");
  }

  @Test
  void versionNamesTheJava() {
    assertThat(type("version")).isZero();
    assertThat(out.toString()).startsWith("holdfast ").contains(Runtime.version().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void theVersionIsAnOptionToo(String option) {
    assertThat(type(option)).isZero();
    assertThat(out.toString()).startsWith("holdfast ").contains(Runtime.version().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "strat, start",
    "stpo, stop",
    "restrat, restart",
    "heatlh, health",
    "db statsu, status",
    "chek-config, check-config",
    "health --jsno, --json",
    "doctr, doctor"
  })
  void aMistypedCommandIsAnsweredWithTheOneThatWasMeant(String typed, String meant) {
    assertThat(type(typed.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("did you mean '" + meant + "'?").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "start",
        "stop",
        "restart",
        "status",
        "check-config",
        "health",
        "doctor",
        "errors",
        "supervise",
        "db status",
        "service install --dry-run"
      })
  void aBaseThatDoesNotExistIsSaid(String line) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    words.addAll(List.of("--base", directory + "/nowhere"));

    assertThat(type(words.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("HF-CLI-060", directory + "/nowhere").hasLineCount(1);
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check-config", "start"})
  void aKeyWithItsPrefixIsShownWithoutIt(String command) {
    String base = directory.toString();
    assertThat(type(command, "--base", base, "--set", "holdfast.web.port=1")).isEqualTo(2);
    assertThat(err.toString()).contains("HF-CLI-061", "--set web.port=").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "database.url postgresql://ann:pa55word@host/x",
        "database.url:pa55word",
        "holdfast.database.url=postgresql://ann:pa55word@host/x"
      })
  void aBrokenSettingIsShownWithoutItsValue(String setting) {
    assertThat(type("run", "--base", directory.toString(), "--set", setting)).isEqualTo(2);
    assertThat(err.toString()).contains("database.url").doesNotContain("pa55word");
  }

  @Test
  void aLogThatCannotBeWrittenIsOneLine() throws IOException {
    Files.writeString(directory.resolve("logs"), "not a directory");

    assertThat(type("run", "--base", directory.toString())).isEqualTo(73);
    assertThat(err.toString()).contains("HF-PRC-035", directory + "/logs").hasLineCount(1);
    assertThat(FakeServerTool.arguments).isEmpty();
  }

  @Test
  void statusSaysThatNothingRunsWithTheCodeOfInitScripts() {
    assertThat(type("status", "--base", directory.toString())).isEqualTo(3);
    assertThat(out.toString()).isEqualTo("stopped" + System.lineSeparator());
    assertThat(type("status", "--json", "--base", directory.toString())).isEqualTo(3);
    assertThat(out.toString()).contains("{\"state\":\"stopped\"}");
  }

  @Test
  void stoppingWhatDoesNotRunIsNoFailure() {
    assertThat(type("stop", "--base", directory.toString())).isZero();
    assertThat(out.toString()).contains("the server was not running");
  }

  @Test
  void startLeavesTheMistakesOfAConfigurationToTheServerToTell() {
    FakeServerTool.exitCode = 78;

    assertThat(type("start", "--base", directory.toString())).isEqualTo(78);
    assertThat(FakeServerTool.arguments).contains("where");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--hang-limit 30", "--backoff-step 0s", "--hang-limit=soon"})
  void aLimitNeedsAUnitAndSense(String option) {
    assertThat(type(("start " + option).split(" "))).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aUnitIsPrintedWithoutTouchingAnything() throws IOException {
    Path script = directory.resolve("bin/holdfast");
    Files.createDirectories(script.getParent());
    Files.createFile(script);
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThat(type("service", "install", "--dry-run", "--home", directory.toString())).isZero();
    assertThat(out.toString()).contains("Type=notify", script.toString());
  }

  @Test
  void healthSaysWhenNoServerIsKnownHere() {
    assertThat(type("health", "--base", directory.toString())).isEqualTo(ExitCode.HEALTH_DOWN);
    assertThat(err.toString()).contains("HF-CLI-002").contains("--url").hasLineCount(1);
  }

  @Test
  void healthSaysWhenNobodyAnswers() {
    assertThat(type("health", "--url", "http://127.0.0.1:1")).isEqualTo(ExitCode.HEALTH_DOWN);
    assertThat(err.toString()).contains("HF-CLI-003");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"status":"UP","checks":[{"name":"journal","status":"UP"}]}                | 0
          200 | {"status":"UP","degraded":true,"checks":[]}                                | 1
          200 | {"status":"DEGRADED"}                                                      | 1
          503 | {"status":"DOWN","checks":[{"name":"journal","status":"DOWN"}]}            | 2
          200 | {"status":"STRANGE"}                                                       | 2
          200 | this is not JSON                                                           | 2
          404 | {"status":"UP"}                                                            | 2
          """)
  void healthTurnsTheAnswerIntoAnExitCode(int status, String body, int code) throws IOException {
    AtomicReference<String> path = new AtomicReference<>("");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          path.set(exchange.getRequestURI().getPath());
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      Path file = directory.resolve("data/run/server.properties");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "url=http\\://127.0.0.1\\:" + server.getAddress().getPort() + "\n");

      assertThat(type("health", "--base", directory.toString())).isEqualTo(code);
      assertThat(path.get()).isEqualTo("/health");
    } finally {
      server.stop(0);
    }
  }
}
