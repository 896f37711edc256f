package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run/admin.token} of the data directory holds, and when. */
final class LocalTokenTest {
  @TempDir Path data;

  private Path file() {
    return data.resolve("run").resolve("admin.token");
  }

  @Test
  void itIs32RandomBytesInAFileThatOnlyTheOwnerReads() throws IOException {
    try (DataDirectory directory = DataDirectory.take(data)) {
      String text = Files.readString(file()).strip();

      assertThat(text).isEqualTo(directory.adminToken().value());
      assertThat(Base64.getUrlDecoder().decode(text)).hasSize(32);
      assertThat(rights(file())).isEqualTo("rw-------");
    }
  }

  @Test
  void itIsAnotherOneAtEachStart() throws IOException {
    String first;
    try (DataDirectory directory = DataDirectory.take(data)) {
      first = directory.adminToken().value();
    }
    try (DataDirectory directory = DataDirectory.take(data)) {
      assertThat(directory.adminToken().value()).isNotEqualTo(first);
    }
  }

  @Test
  void itIsGoneAfterAnOrderlyEnd() throws IOException {
    DataDirectory.take(data).close();
    assertThat(file()).doesNotExist();
  }

  @Test
  void whatACrashLeftBehindIsReplacedAndItsRightsToo() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "old");
    Files.writeString(file().resolveSibling("admin.token.new"), "half");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));

    try (DataDirectory directory = DataDirectory.take(data)) {
      assertThat(file()).hasContent(directory.adminToken().value());
      assertThat(rights(file())).isEqualTo("rw-------");
    }
  }

  @Test
  void aLinkThatSomebodyLaidIsNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(data.resolve("elsewhere"), "untouched");
    Files.createDirectories(file().getParent());
    Files.createSymbolicLink(file().resolveSibling("admin.token.new"), elsewhere);
    Files.createSymbolicLink(file(), elsewhere);

    try (DataDirectory directory = DataDirectory.take(data)) {
      assertThat(elsewhere).hasContent("untouched");
      assertThat(file()).hasContent(directory.adminToken().value()).isRegularFile();
      assertThat(Files.isSymbolicLink(file())).isFalse();
    }
  }

  @Test
  void aSecondServerLeavesTheTokenOfTheFirstAlone() throws IOException {
    try (DataDirectory first = DataDirectory.take(data)) {
      assertThatThrownBy(() -> DataDirectory.take(data))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-SRV-002");
      assertThat(file()).hasContent(first.adminToken().value());
    }
  }

  @Test
  void aTokenThatCannotBeWrittenGivesTheDirectoryBack() throws IOException {
    Path half = file().resolveSibling("admin.token.new");
    Files.createDirectories(half.resolve("not empty"));

    assertThatThrownBy(() -> DataDirectory.take(data)).hasMessageContaining("HF-SRV-001");

    Files.delete(half.resolve("not empty"));
    DataDirectory.take(data).close();
  }

  @Test
  void itIsNeverPrinted() throws IOException {
    try (DataDirectory directory = DataDirectory.take(data)) {
      String token = directory.adminToken().value();
      assertThat(directory.adminToken().toString()).doesNotContain(token.substring(0, 40));
    }
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
