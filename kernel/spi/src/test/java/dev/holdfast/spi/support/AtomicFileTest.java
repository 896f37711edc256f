package dev.holdfast.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir Path folder;
  private Path file;
  private Path half;

  @BeforeEach
  void name() {
    file = folder.resolve("state");
    half = folder.resolve("state" + AtomicFile.HALF);
  }

  @Test
  void makesAFileAndReplacesIt() throws Exception {
    AtomicFile.write(file, "first");
    AtomicFile.write(file, "sécond");
    assertThat(file).hasContent("sécond");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void syncsTheContentBeforeTheRenameAndTheFolderBehindIt() throws Exception {
    AtomicFile.write(file, "old");
    List<String> synced = new ArrayList<>();
    AtomicFile.write(
        file,
        new byte[] {'n', 'e', 'w'},
        path -> synced.add(folder.relativize(path) + " while it holds " + Files.readString(file)));
    assertThat(synced).containsExactly("state.new while it holds old", " while it holds new");
  }

  @Test
  void aDiskThatIsFullLeavesTheOldContentAndNoHalfFile() throws Exception {
    AtomicFile.write(file, "old");
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                new byte[10],
                path -> {
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
    assertThat(file).hasContent("old");
    assertThat(half).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeSyncedIsAFailureThatIsReported() throws Exception {
    AtomicFile.write(file, "old");
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                new byte[] {'n', 'e', 'w'},
                path -> {
                  if (path.equals(folder)) {
                    throw new IOException("input/output error");
                  }
                }))
        .isInstanceOf(IOException.class);
    assertThat(file).hasContent("new");
    assertThat(half).doesNotExist();
  }

  @Test
  void aThreadThatIsInterruptedWritesAndStaysInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    AtomicFile.write(file, "whole");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("whole");
  }

  @Test
  void takesNoLinkForTheNewFileNorForTheOld() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "untouched");
    Files.createSymbolicLink(half, elsewhere);
    Files.createSymbolicLink(file, elsewhere);
    AtomicFile.write(file, "ours");
    assertThat(elsewhere).hasContent("untouched");
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(file).hasContent("ours");
  }

  @Test
  void theFileHasItsRightsBeforeItHasContent() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    List<String> rights = new ArrayList<>();
    AtomicFile.write(
        file,
        new byte[1],
        path -> rights.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    assertThat(rights.getFirst()).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void propertiesAreReadAsTheyWereWritten() throws Exception {
    Properties written = new Properties();
    written.setProperty("cause", "ä = \n☃");
    AtomicFile.write(file, written, "for a person");
    Properties read = new Properties();
    read.load(new StringReader(Files.readString(file)));
    assertThat(read).isEqualTo(written);
    assertThat(Files.readString(file)).startsWith("#for a person").matches("\\p{ASCII}+");
  }

  @Test
  void aFolderThatIsMissingIsNotMade() {
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("missing").resolve("state"), "x"))
        .isInstanceOf(IOException.class);
  }
}
