package dev.holdfast.simulator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.SimulatedClock;
import dev.holdfast.spi.Database.FailureKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;

final class SimulatedDatabaseTest {
  private final List<Throwable> asked = new ArrayList<>();
  private SimulatedDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = new SimulatedDatabase(new SimulatedClock(), Bug.NONE, asked::add);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Connection borrow() {
    return database.client().execute().unwrap(Connection.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFullDiskFailsAWriteAndTakesBackItsTransaction(boolean commitsAlone) throws SQLException {
    try (Connection connection = borrow();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t (n integer)");
      connection.setAutoCommit(commitsAlone);
      statement.execute("insert into t values (1)");
      database.fail(DatabaseFault.FULL, 0, 1, new SplittableRandom(0));
      assertThatThrownBy(() -> statement.execute("insert into t values (2)"))
          .isInstanceOfSatisfying(
              SQLException.class,
              full -> assertThat(full.getErrorCode()).isEqualTo(SQLiteErrorCode.SQLITE_FULL.code));
    }
    try (Connection connection = borrow();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from t")) {
      assertThat(row.getInt(1)).isEqualTo(commitsAlone ? 1 : 0);
    }
  }

  @Test
  void aFailureWhoseKindIsAskedIsShown() {
    Throwable bug = new NullPointerException();
    assertThat(database.kindOf(bug)).isEqualTo(FailureKind.BUG);
    assertThat(asked).containsExactly(bug);
  }
}
