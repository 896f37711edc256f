package dev.holdfast.database.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Database.Migration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration is there as a whole or not at all, whatever ends it. */
class MigrationsTest {
  private static final List<Migration> TABLE =
      List.of(new Migration(1, "a table", List.of("create table one (n integer)")));

  @TempDir Path folder;

  @Test
  void anErrorInTheMiddleOfAMigrationRollsItBack() throws SQLException {
    Error full = new OutOfMemoryError("planted");
    InstantSource failing =
        () -> {
          throw full;
        };
    try (Connection connection = open()) {
      Migrations migrations = new Migrations(Dialect.SQLITE, failing);
      assertThatThrownBy(() -> migrations.migrate(connection, "test", TABLE)).isSameAs(full);
      assertThat(connection.getAutoCommit()).isTrue();
    }
    try (Connection connection = open()) {
      assertThat(tables(connection)).isZero();
      new Migrations(Dialect.SQLITE, InstantSource.system()).migrate(connection, "test", TABLE);
      assertThat(tables(connection)).isEqualTo(2);
    }
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
  }

  private static int tables(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var count =
            statement.executeQuery("select count(*) from sqlite_master where type = 'table'")) {
      return count.next() ? count.getInt(1) : -1;
    }
  }
}
