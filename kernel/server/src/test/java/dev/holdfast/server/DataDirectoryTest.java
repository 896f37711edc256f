package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.server.process.DirectoryLock;
import dev.holdfast.server.process.OwnProcess;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns a data directory, also after files in it were deleted or copied. */
final class DataDirectoryTest {
  @TempDir Path base;
  private Path data = Path.of("");

  @BeforeEach
  void name() {
    data = base.resolve("data");
  }

  @Test
  void aLockThatWasDeletedIsTakenAgainAndASecondServerIsRefused() throws IOException {
    try (DataDirectory first = DataDirectory.take(data)) {
      announce(first);
      first.watch(() -> {});
      Files.delete(data.resolve("run/lock"));

      await().until(() -> Files.exists(data.resolve("run/lock")));
      assertThatThrownBy(() -> DataDirectory.take(data))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-SRV-002");
    }
  }

  @Test
  void lockNoteAndTokenComeBackWhenTheirFolderIsDeleted() throws IOException {
    try (DataDirectory first = DataDirectory.take(data)) {
      announce(first);
      first.watch(() -> {});
      String token = Files.readString(data.resolve("run/admin.token"));
      FileTree.delete(data.resolve("run"));

      await().until(() -> Files.exists(data.resolve("run/server.properties")));
      assertThat(data.resolve("run/admin.token")).hasContent(token.strip());
      assertThat(note().getProperty("url")).isEqualTo("http://127.0.0.1:1");
      assertThatThrownBy(() -> DataDirectory.take(data)).hasMessageContaining("HF-SRV-002");
    }
  }

  /** The second was quicker, within the second between two looks. */
  @Test
  void whoHasLostTheLockEndsAndLeavesTheOthersFiles() throws IOException {
    DataDirectory first = DataDirectory.take(data);
    Files.delete(data.resolve("run/lock"));
    try (DataDirectory second = DataDirectory.take(data)) {
      announce(second);
      AtomicBoolean lost = new AtomicBoolean();
      first.watch(() -> lost.set(true));

      await().untilTrue(lost);
      first.close();
      assertThat(data.resolve("run/admin.token")).hasContent(second.adminToken().value());
      assertThat(note().getProperty("url")).isEqualTo("http://127.0.0.1:1");
    }
  }

  @Test
  void aLivingOwnerIsBelievedAlsoWhenItsLockIsFree() throws IOException {
    DataDirectory.take(data).close();
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    String born = bornOf(parent);
    assumeTrue(OwnProcess.isAnotherThatLives(parent, born), "there is no parent to name");
    Properties note = new Properties();
    note.setProperty("pid", Long.toString(parent));
    note.setProperty("born", born);
    note.setProperty("inode", String.valueOf(DirectoryLock.inode(data.resolve("run"))));
    write(note);

    assertThatThrownBy(() -> DataDirectory.take(data)).hasMessageContaining("HF-SRV-002");
    // The same note in a copy names nobody.
    note.setProperty("inode", "(dev=1,ino=1)");
    write(note);
    DataDirectory.take(data).close();
    // Nor does the number of a process that was born later.
    note.setProperty("born", "1@another boot");
    write(note);
    DataDirectory.take(data).close();
  }

  private void write(Properties note) throws IOException {
    try (var out = Files.newOutputStream(data.resolve("run/server.properties"))) {
      note.store(out, "");
    }
  }

  private static String bornOf(long pid) throws IOException {
    Path stat = Path.of("/proc/" + pid + "/stat");
    assumeTrue(Files.exists(stat), "there is no /proc");
    String text = Files.readString(stat);
    return text.substring(text.lastIndexOf(')') + 1).strip().split(" ")[19]
        + "@"
        + Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }

  @Test
  void aLinkInPlaceOfAFolderIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
    Files.createDirectory(data);
    Files.createSymbolicLink(data.resolve("run"), elsewhere);

    assertThatThrownBy(() -> DataDirectory.take(data))
        .hasMessageContaining("HF-SRV-020")
        .hasMessageContaining(elsewhere.toString());
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkInPlaceOfTheLockIsRefused() throws IOException {
    Path elsewhere = Files.createFile(base.resolve("elsewhere"));
    Files.createDirectories(data.resolve("run"));
    Files.createSymbolicLink(data.resolve("run/lock"), elsewhere);

    assertThatThrownBy(() -> DataDirectory.take(data)).hasMessageContaining("HF-SRV-001");
  }

  @Test
  void aNoteThatIsALinkIsReplacedAndNotFollowed() throws IOException {
    Path elsewhere = Files.writeString(base.resolve("elsewhere"), "mine");
    Files.createDirectories(data.resolve("run"));
    Files.createSymbolicLink(data.resolve("run/server.properties.new"), elsewhere);
    try (DataDirectory taken = DataDirectory.take(data)) {
      announce(taken);
      assertThat(elsewhere).hasContent("mine");
    }
  }

  @Test
  void itIsClosedToOthersWhateverItWas() throws IOException {
    Files.createDirectories(data.resolve("run"));
    for (Path each : new Path[] {data, data.resolve("run")}) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    DataDirectory.take(data).close();

    assertThat(rights(data)).isEqualTo("rwxr-x---");
    assertThat(rights(data.resolve("run"))).isEqualTo("rwxr-x---");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    DataDirectory.take(data).close();
    assertThat(rights(data)).as("a tighter mode stays").isEqualTo("rwx------");
  }

  private static void announce(DataDirectory directory) throws IOException {
    directory.announce(URI.create("http://127.0.0.1:1"), "1", Instant.EPOCH);
  }

  private Properties note() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(data.resolve("run/server.properties"))) {
      properties.load(in);
    }
    return properties;
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
