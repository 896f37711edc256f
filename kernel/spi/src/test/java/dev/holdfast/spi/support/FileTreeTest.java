package dev.holdfast.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTreeTest {
  @TempDir private Path folder;

  @Test
  void deletesAFolderWithEverythingInItAndNothingBehindALink() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path kept = Files.writeString(other.resolve("kept"), "1");
    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("inner/empty"));
    Files.writeString(root.resolve("inner/file"), "2");
    Files.createSymbolicLink(root.resolve("link"), other);
    FileTree.delete(root);
    assertThat(root).doesNotExist();
    assertThat(kept).hasContent("1");
  }

  @Test
  void deletesAFileOrALinkThatIsTheRoot() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "1");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    FileTree.delete(link);
    assertThat(link).doesNotExist();
    assertThat(file).exists();
    FileTree.delete(file);
    assertThat(file).doesNotExist();
  }

  @Test
  void whatIsNotThereIsDeleted() throws Exception {
    FileTree.delete(folder.resolve("nothing"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void saysWhatCannotBeDeleted() throws Exception {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.writeString(locked.resolve("file"), "1");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));
    try {
      assumeFalse(Files.isWritable(locked), "root may delete everything");
      assertThatThrownBy(() -> FileTree.delete(locked)).isInstanceOf(AccessDeniedException.class);
      assertThat(locked.resolve("file")).exists();
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
