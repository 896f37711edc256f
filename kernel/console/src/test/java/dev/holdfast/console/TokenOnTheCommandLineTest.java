package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands with a token, typed: nobody gets to see it. */
final class TokenOnTheCommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path base;

  private int status(String... words) {
    String[] line = new String[words.length + 3];
    System.arraycopy(words, 0, line, 3, words.length);
    line[0] = "db";
    line[1] = "status";
    line[2] = "--stacktrace";
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), line);
  }

  private void data(String token) throws IOException {
    Path run = Files.createDirectories(base.resolve("data/run"));
    Files.writeString(run.resolve("admin.token"), token);
  }

  @Test
  void theTokenReachesTheServer() throws IOException {
    try (AdminServer server = new AdminServer()) {
      server.replies(200, "{\"state\":\"connected\"}");
      Path file = Files.writeString(base.resolve("t"), AdminServer.TOKEN);
      assertThat(status("--url", server.url(), "--token-file", file.toString())).isZero();
    }
  }

  @Test
  void aMissingFileIsExplained() throws IOException {
    try (AdminServer server = new AdminServer()) {
      server.runsOn(base);
      Files.delete(base.resolve("data/run/admin.token"));
      assertThat(status("--base", base.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("HF-CLI-010", "admin.token does not exist", "Start");
      assertThat(server.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "hush-hush\nhush-hush", "hush\u0000hush", "hush-hüsh"})
  void whatCannotBeATokenIsNotShownToAnybody(String text) throws IOException {
    try (AdminServer server = new AdminServer()) {
      server.runsOn(base);
      data(text);
      assertThat(status("--base", base.toString())).isEqualTo(2);
      assertThat(server.asked()).isEmpty();
      assertThat(err.toString()).contains("HF-CLI-010").doesNotContain("hush");
    }
  }

  @Test
  void aTokenThatIsNotTakenIsNotPrinted() throws IOException {
    try (AdminServer server = new AdminServer()) {
      server.runsOn(base);
      data("hush-hush");
      assertThat(status("--base", base.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("HF-WEB-010", "Send a token").doesNotContain("hush");
      assertThat(out.toString()).isEmpty();
    }
  }
}
