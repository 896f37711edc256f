package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the token comes from, and that nobody gets to see it. */
final class AdminAccessTest {
  private static final Map<String, String> REMOTE = Map.of(AdminToken.VARIABLE, "remote");

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

  private Path data(String token) throws IOException {
    Path run = Files.createDirectories(base.resolve("data/run"));
    Files.writeString(run.resolve("admin.token"), token);
    return base.resolve("data");
  }

  @Test
  void theServerOfThisBaseGetsItsOwnTokenAndNeverThatOfAnother() throws IOException {
    AdminAccess access = new AdminAccess();
    assertThat(access.token(data("local\n"), REMOTE).value()).isEqualTo("local");
  }

  @Test
  void aServerNamedByItsAddressGetsTheVariable() throws IOException {
    AdminAccess access = new AdminAccess();
    access.url = "http://hut:8080";
    assertThat(access.token(data("local"), REMOTE).value()).isEqualTo("remote");
    assertThatThrownBy(() -> access.token(data("local"), Map.of()))
        .hasMessageContaining("HF-CLI-010")
        .hasMessageContaining("HOLDFAST_TOKEN")
        .hasMessageContaining("--token-file");
  }

  @Test
  void aDataDirectoryThatWasNamedBesideTheAddressCounts() throws IOException {
    AdminAccess access = new AdminAccess();
    access.url = "http://127.0.0.1:8080";
    access.data = data("local");
    assertThat(access.token(access.data, REMOTE).value()).isEqualTo("local");
  }

  @Test
  void aTokenFileComesFirst() throws IOException {
    AdminAccess access = new AdminAccess();
    access.tokenFile = Files.writeString(base.resolve("t"), "  mine \n");
    assertThat(access.token(data("local"), REMOTE).value()).isEqualTo("mine");
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

  @Test
  void aFileOfAnotherUserIsExplained() throws IOException {
    Path data = data("local");
    Path file = data.resolve("run/admin.token");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root reads everything, so this cannot be shown here");
    assertThatThrownBy(() -> AdminToken.local(data))
        .hasMessageContaining("HF-CLI-010")
        .hasMessageContaining("sudo -u " + Files.getOwner(file).getName());
  }

  @Test
  void aDirectoryIsNoToken() {
    assertThatThrownBy(() -> AdminToken.inFile(base)).hasMessageContaining("HF-CLI-010");
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
  void aFileThatIsTooLongIsNotReadToItsEnd() throws IOException {
    Path file = Files.writeString(base.resolve("log"), "x".repeat(1025));
    assertThatThrownBy(() -> AdminToken.inFile(file)).hasMessageContaining("at most 1024");
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
