package dev.holdfast.database.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Database.Migration;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The return to auto-commit would commit the half that is done. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRollbackThatFailsCommitsNothing(boolean withAnError) throws SQLException {
    RuntimeException broken = new IllegalStateException("planted");
    InstantSource failing =
        () -> {
          throw broken;
        };
    Throwable refusal =
        withAnError ? new OutOfMemoryError("planted too") : new SQLException("planted too");
    try (Connection connection = open()) {
      Migrations migrations = new Migrations(Dialect.SQLITE, failing);
      Connection refusing = refusingToRollBack(connection, refusal);
      assertThatThrownBy(() -> migrations.migrate(refusing, "test", TABLE)).isSameAs(broken);
    }
    try (Connection connection = open()) {
      assertThat(tables(connection)).isZero();
    }
  }

  private static Connection refusingToRollBack(Connection to, Throwable refusal) {
    InvocationHandler handler =
        (_, method, arguments) -> {
          if (method.getName().equals("rollback")) {
            throw refusal;
          }
          return method.invoke(to, arguments);
        };
    return (Connection)
        Proxy.newProxyInstance(
            MigrationsTest.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
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
