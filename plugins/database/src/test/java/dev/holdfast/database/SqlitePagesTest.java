package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlitePagesTest {
  @TempDir Path directory;

  @Test
  void aNewFileHasLargePagesAndTheSameWriteAheadLog() throws Exception {
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      assertThat(running.ask("pragma page_size")).isEqualTo("16384");
      assertThat(running.ask("pragma journal_mode")).isEqualTo("wal");
      assertThat(running.ask("pragma wal_autocheckpoint")).isEqualTo("1024");
    }
  }

  @Test
  void aFileOfAnEarlierVersionKeepsItsPages() throws Exception {
    try (var old = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("holdfast.db"));
        var statement = old.createStatement()) {
      statement.execute("pragma page_size = 4096");
      statement.execute("pragma journal_mode = wal");
      statement.execute("create table t as select 7 as x");
    }
    try (RunningDatabase running = new RunningDatabase("", directory).connected()) {
      assertThat(running.ask("pragma page_size")).isEqualTo("4096");
      assertThat(running.ask("pragma wal_autocheckpoint")).isEqualTo("4096");
      assertThat(running.ask("select x from t")).isEqualTo("7");
    }
  }
}
