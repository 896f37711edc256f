package dev.holdfast.database.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Size;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTargetTest {
  /** It was moved away between the look at it and the opening. */
  @Test
  void aConnectionOfThePoolMakesNoFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("holdfast.db");
    SqliteTarget target =
        new SqliteTarget(
            file, new DatabaseConfig.Sqlite(Duration.ofSeconds(5), Size.ofMebibytes(64)));
    target.openProbe(Duration.ofSeconds(1)).close();
    try (Connection open = target.open()) {
      assertThat(open.isValid(1)).isTrue();
      Path log = directory.resolve("holdfast.db-wal");
      Files.move(file, directory.resolve("elsewhere.db"));
      Files.writeString(log, "of the database that was moved");
      assertThatThrownBy(() -> target.openFile(false)).isInstanceOf(SQLException.class);
      assertThat(file).doesNotExist();
      assertThat(log).hasContent("of the database that was moved");
    }
  }
}
