package dev.holdfast.database.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files as a killed server has left them, with a log that belongs to the database, or does not. */
class ForeignLogTest {
  /** Holds the lock of a reader, as SQLite does, until its input ends. */
  private static final String READER =
      """
      import java.nio.channels.FileChannel;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;

      class Reader {
        public static void main(String[] file) throws Exception {
          try (FileChannel channel =
              FileChannel.open(Path.of(file[0]), StandardOpenOption.READ);
              var lock = channel.lock(0x40000002L, 510, true)) {
            System.out.println("held " + lock.isValid());
            System.in.read();
          }
        }
      }
      """;

  @TempDir Path base;
  private Path database;
  private Path older;

  /** Characters that mean something in an address, and letters of more than one byte. */
  @BeforeEach
  void fill() throws Exception {
    Path killed = Files.createDirectory(base.resolve("a ?mode=rw&b=c #1 100%25 größe"));
    database = killed.resolve("holdfast.db");
    older = base.resolve("older.db");
    Path running = base.resolve("running.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + running)) {
      run(connection, "pragma journal_mode=wal");
      run(connection, "create table t (x text unique)");
      run(connection, insert(1));
      run(connection, "vacuum into '" + older + "'");
      run(connection, insert(1000));
      run(connection, "pragma wal_checkpoint(truncate)");
      run(connection, insert(10));
      Files.copy(base.resolve("running.db-wal"), log());
      Files.copy(running, database);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String insert(int count) {
    return "with recursive n(i) as (select 1 union all select i + 1 from n where i < "
        + count
        + ") insert into t select hex(randomblob(100)) from n";
  }

  private Path log() {
    return database.resolveSibling("holdfast.db-wal");
  }

  private Path kept(String end) {
    return database.resolveSibling("holdfast.db-wal.foreign" + end);
  }

  private void putTheOlderCopyBack() throws IOException {
    Files.copy(older, database, StandardCopyOption.REPLACE_EXISTING);
  }

  /** So that its log is suspected: for root, opening the log has changed that one last. */
  private void touch() throws IOException {
    Files.setPosixFilePermissions(database, Files.getPosixFilePermissions(database));
  }

  private ForeignLog foreignLog(Duration limit) {
    return new ForeignLog(database, new SqliteFiles(database), limit);
  }

  private void setAside() throws IOException {
    foreignLog(ForeignLog.LONGEST_CHECK).setAside();
  }

  /** All that is there, but the index, which SQLite makes from the log. */
  private Map<String, List<Byte>> contents() throws IOException {
    Map<String, List<Byte>> contents = new TreeMap<>();
    try (var files = Files.walk(base)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith("-shm")) {
          byte[] bytes = Files.readAllBytes(file);
          contents.put(base.relativize(file).toString(), List.of(boxed(bytes)));
        }
      }
    }
    return contents;
  }

  private static Byte[] boxed(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      boxed[i] = bytes[i];
    }
    return boxed;
  }

  @Test
  void aCheckChangesNoByteAndMakesNoFile() throws Exception {
    var before = contents();
    setAside();
    assertThat(contents().equals(before)).isTrue();
  }

  @Test
  void aLogOfAnotherDatabaseIsRenamedAndNothingElse() throws Exception {
    putTheOlderCopyBack();
    byte[] log = Files.readAllBytes(log());
    setAside();
    assertThat(kept("")).hasBinaryContent(log);
    assertThat(log()).doesNotExist();
    assertThat(database).hasSameBinaryContentAs(older);
    try (var files = Files.list(database.getParent())) {
      assertThat(files).containsExactlyInAnyOrder(database, kept(""));
    }
  }

  /** It was killed while it copied the log into the database: the database needs the log. */
  @Test
  void aDatabaseThatIsDamagedAloneKeepsItsLog() throws Exception {
    byte[] bytes = Files.readAllBytes(database);
    Files.write(database, Arrays.copyOf(bytes, bytes.length / 2));
    var before = contents();
    setAside();
    assertThat(contents().equals(before)).isTrue();
  }

  @Test
  void whatCannotBeCheckedInTimeKeepsItsLog() throws Exception {
    putTheOlderCopyBack();
    var before = contents();
    foreignLog(Duration.ZERO).setAside();
    assertThat(contents().equals(before)).isTrue();
  }

  @Test
  void anEarlierLogIsNotReplaced() throws Exception {
    putTheOlderCopyBack();
    Files.writeString(kept(""), "first");
    byte[] log = Files.readAllBytes(log());
    setAside();
    assertThat(kept("")).hasContent("first");
    assertThat(kept(".1")).hasBinaryContent(log);
  }

  @Test
  void withTooManyLogsItLosesNoneAndSaysSo() throws Exception {
    putTheOlderCopyBack();
    Files.writeString(kept(""), "0");
    for (int i = 1; i < KeptLogs.MOST; i++) {
      Files.writeString(kept("." + i), String.valueOf(i));
    }
    var before = contents();
    assertThatThrownBy(this::setAside)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("5 logs are kept already")
        .hasMessageContaining("move them to another folder");
    assertThat(contents().equals(before)).isTrue();
    Files.move(kept(".3"), base.resolve("elsewhere"));
    setAside();
    assertThat(kept(".3")).isNotEmptyFile();
    assertThat(log()).doesNotExist();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whileThisProcessHasTheDatabaseOpenNothingIsDone() throws Exception {
    putTheOlderCopyBack();
    var before = contents();
    String address = "jdbc:sqlite:file:" + database.toUri().getRawPath() + "?mode=ro";
    try (Connection connection = DriverManager.getConnection(address);
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select 1 from sqlite_schema")) {
      assertThat(row.next()).isTrue();
      touch();
      setAside();
      assertThat(contents().equals(before)).isTrue();
    }
    touch();
    setAside();
    assertThat(kept("")).isNotEmptyFile();
  }

  @Test
  void whileAnotherProcessHasTheDatabaseOpenNothingIsDone() throws Exception {
    putTheOlderCopyBack();
    Path source = Files.writeString(base.resolve("Reader.java"), READER);
    var before = contents();
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process reader =
        new ProcessBuilder(java.toString(), source.toString(), database.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var words = reader.inputReader()) {
      assertThat(words.readLine()).isEqualTo("held true");
      setAside();
      assertThat(contents().equals(before)).isTrue();
    } finally {
      reader.destroyForcibly().waitFor();
    }
    setAside();
    assertThat(kept("")).isNotEmptyFile();
  }
}
