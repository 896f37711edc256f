package dev.holdfast.console.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the token comes from. */
final class AdminAccessTest {
  private static final Map<String, String> REMOTE = Map.of(AdminToken.VARIABLE, "remote");

  @TempDir Path base;

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

  @Test
  void aFileThatIsTooLongIsNotReadToItsEnd() throws IOException {
    Path file = Files.writeString(base.resolve("log"), "x".repeat(1025));
    assertThatThrownBy(() -> AdminToken.inFile(file)).hasMessageContaining("at most 1024");
  }
}
