package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of another module are typed, refused and explained as those of the console. */
final class ToolsOnTheCommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path directory;

  private int type(String... arguments) {
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify --rounds many", "bench --seconds 0", "verify --signal hup"})
  void whatIsNotUnderstoodExitsWithTwoAndOneLine(String line) {
    assertThat(type(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("holdfast: ").hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    assertThat(type()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("run", "check-config", "health", "bench", "verify", "demo");
  }

  @ParameterizedTest
  @CsvSource({"verfiy, verify", "dmeo, demo", "drill seige, siege"})
  void aMistypedCommandIsAnsweredWithTheOneThatWasMeant(String typed, String meant) {
    assertThat(type(typed.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("did you mean '" + meant + "'?").hasLineCount(1);
  }

  @Test
  void aMissingDistributionIsExplainedWithoutAStackTrace() {
    int code = type("verify", "--home", directory.toString(), "--base", directory + "/base");

    assertThat(code).isEqualTo(ExitCode.DEPENDENCY_UNAVAILABLE);
    assertThat(err.toString()).contains("HF-CLI-004").doesNotContain("\tat ");
  }

  @Test
  void theStackTraceIsThereForThoseWhoAsk() {
    type("verify", "--stacktrace", "--home", directory.toString(), "--base", directory + "/base");
    assertThat(err.toString()).contains("\tat dev.holdfast.console");
  }
}
