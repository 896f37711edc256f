package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever people do to the file of the embedded database while producers send: the rows are what
 * was acknowledged, and a person is told that the database was another one.
 */
@Tag("long") // What makes it so is tested in PlaceTest and SqliteDatabaseTest.
final class SqliteRestoreIT {
  private static final String RESTORED = "HF-STORE-014";
  private static final int SOME = 600;

  /** So many that the write-ahead file was copied into the database since the older copy. */
  private static final int MANY = 3000;

  @TempDir Path base;
  @TempDir Path copies;
  private RestoreGround ground;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    ground = new RestoreGround(base, this::open);
    ground.awaitMoreAcknowledged(SOME);
    file = EmbeddedDatabase.below(base).file();
    ground.awaitStored();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void anOlderCopyIsPutBackWhileTheServerIsStopped() throws Exception {
    stopAndCopy();
    ground.awaitMoreAcknowledged(SOME);
    ground.awaitStored();
    ground.stop();
    putBack();
    restarted();
  }

  @Test
  void anOlderCopyIsPutBackAfterAKillAndTheLogOfTheNewerOneIsLeft() throws Exception {
    stopAndCopy();
    ground.awaitMoreAcknowledged(MANY);
    ground.awaitStored();
    ground.kill();
    assertThat(Files.size(beside("-wal"))).isPositive();
    putBack();
    restarted();
  }

  @Test
  void anOlderCopyReplacesTheFilesWhileTheServerRuns() throws Exception {
    copyWhileItRuns();
    ground.awaitMoreAcknowledged(SOME);
    deleteFiles();
    Files.move(copy(), file, StandardCopyOption.ATOMIC_MOVE);
    goesOn();
  }

  @Test
  void anOlderCopyReplacesTheFileAloneWhileTheServerRuns() throws Exception {
    copyWhileItRuns();
    ground.awaitMoreAcknowledged(MANY);
    Files.move(copy(), file, StandardCopyOption.ATOMIC_MOVE);
    goesOn();
  }

  @Test
  void theFilesAreDeletedWhileTheServerIsStopped() throws Exception {
    ground.stop();
    deleteFiles();
    restarted();
  }

  @Test
  void theFileAloneIsDeletedAfterAKill() throws Exception {
    ground.kill();
    Files.delete(file);
    restarted();
  }

  @Test
  void theFilesAreDeletedWhileTheServerRuns() throws Exception {
    deleteFiles();
    goesOn();
  }

  @Test
  void theFileAloneIsDeletedWhileTheServerRuns() throws Exception {
    ground.awaitMoreAcknowledged(MANY);
    Files.delete(file);
    goesOn();
  }

  @Test
  void theLogIsDeletedAfterAKill() throws Exception {
    ground.awaitMoreAcknowledged(MANY);
    ground.awaitStored();
    ground.kill();
    Files.delete(beside("-wal"));
    restarted();
  }

  @Test
  void anEmptyFileIsPutInItsPlaceWhileTheServerIsStopped() throws Exception {
    ground.stop();
    deleteFiles();
    Files.createFile(file);
    restarted();
  }

  @Test
  void anEmptyDatabaseReplacesTheFileWhileTheServerRuns() throws Exception {
    Path empty = copies.resolve("empty.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + empty);
        Statement statement = connection.createStatement()) {
      statement.execute("create table unrelated (n integer)");
    }
    Files.move(empty, file, StandardCopyOption.ATOMIC_MOVE);
    goesOn();
  }

  /** Nothing is restored, so nothing of that kind is told; that storing stopped is. */
  @Test
  void theFilesAreReadOnlyForAWhile() throws Exception {
    List<Path> files = List.of(file, beside("-wal"));
    try {
      immutable("+i", files);
      ground.awaitTold("HF-DB-");
      ground.awaitMoreAcknowledged(SOME);
    } finally {
      immutable("-i", files);
    }
    ground.awaitMoreAcknowledged(SOME);
    ground.assertRowsAreWhatWasAcknowledged();
    assertThat(ground.server().get("/health").body()).doesNotContain(RESTORED);
  }

  private void restarted() throws Exception {
    ground.start();
    goesOn();
  }

  private void goesOn() throws Exception {
    ground.awaitTold(RESTORED);
    ground.awaitMoreAcknowledged(SOME);
    ground.assertRowsAreWhatWasAcknowledged();
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        var answer = statement.executeQuery("pragma integrity_check")) {
      assertThat(answer.next()).isTrue();
      assertThat(answer.getString(1)).isEqualTo("ok");
    }
  }

  private void stopAndCopy() throws IOException {
    ground.stop();
    Files.copy(file, copy());
    ground.start();
  }

  private void copyWhileItRuns() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("backup to '" + copy() + "'");
    }
  }

  /** As {@code cp} does: into the file that is there. */
  private void putBack() throws IOException {
    Files.write(file, Files.readAllBytes(copy()));
  }

  private void deleteFiles() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(beside("-wal"));
    Files.deleteIfExists(beside("-shm"));
  }

  private Path copy() {
    return copies.resolve("older.db");
  }

  private Path beside(String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  private static void immutable(String change, List<Path> files) throws Exception {
    for (Path each : files) {
      int code = new ProcessBuilder("chattr", change, each.toString()).start().waitFor();
      assumeTrue(code == 0, "only root may make a file read-only for itself");
    }
  }

  private Connection open() throws SQLException {
    // Not created by looking.
    return DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=rw");
  }
}
