package dev.holdfast.database.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.DatabaseUnavailable;
import io.helidon.dbclient.DbClientException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FailureKindsTest {

  @ParameterizedTest
  @CsvSource({
    "08000, CONNECTION",
    "08001, CONNECTION",
    "08003, CONNECTION",
    "08004, CONNECTION",
    "08006, CONNECTION",
    "08P01, CONNECTION",
    "57P01, CONNECTION",
    "57P02, CONNECTION",
    "57P03, CONNECTION",
    "57P04, CONNECTION",
    "57P05, CONNECTION",
    "53000, CONNECTION",
    "53100, CONFIGURATION",
    "53200, TRANSIENT",
    "53300, CONNECTION",
    "53400, CONFIGURATION",
    "58000, CONFIGURATION",
    "58030, CONFIGURATION",
    "25006, CONNECTION",
    "25P03, CONNECTION",
    "25P04, CONNECTION",
    "40001, TRANSIENT",
    "40P01, TRANSIENT",
    "55P03, TRANSIENT",
    "55006, TRANSIENT",
    "57014, TRANSIENT",
    "0A000, TRANSIENT",
    "26000, TRANSIENT",
    "22001, DATA",
    "22003, DATA",
    "22007, DATA",
    "22008, DATA",
    "22021, DATA",
    "22P02, DATA",
    "22P05, DATA",
    "23502, DATA",
    "23503, DATA",
    "23505, DATA",
    "23514, DATA",
    "54000, DATA",
    "28000, CONFIGURATION",
    "28P01, CONFIGURATION",
    "3D000, CONFIGURATION",
    "3F000, CONFIGURATION",
    "42501, CONFIGURATION",
    "42P01, CONFIGURATION",
    "42703, CONFIGURATION",
    "42P05, CONFIGURATION",
    "F0000, CONFIGURATION",
    "XX001, CONFIGURATION",
    "XX002, CONFIGURATION",
    "42601, BUG",
    "21000, BUG",
    "25P02, BUG",
    "P0001, BUG",
    "XX000, BUG",
    "99999, BUG"
  })
  void readsPostgresStates(String state, FailureKind kind) {
    assertThat(postgres(new SQLException("x", state))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_BUSY, TRANSIENT",
    "SQLITE_BUSY_SNAPSHOT, TRANSIENT",
    "SQLITE_LOCKED, TRANSIENT",
    "SQLITE_SCHEMA, TRANSIENT",
    "SQLITE_INTERRUPT, TRANSIENT",
    "SQLITE_ABORT, TRANSIENT",
    "SQLITE_FULL, CONFIGURATION",
    "SQLITE_IOERR, CONNECTION",
    "SQLITE_IOERR_FSYNC, CONNECTION",
    "SQLITE_NOMEM, CONNECTION",
    "SQLITE_PROTOCOL, CONNECTION",
    "SQLITE_CONSTRAINT, DATA",
    "SQLITE_CONSTRAINT_CHECK, DATA",
    "SQLITE_TOOBIG, DATA",
    "SQLITE_MISMATCH, DATA",
    "SQLITE_CANTOPEN, CONFIGURATION",
    "SQLITE_READONLY, CONNECTION",
    "SQLITE_READONLY_DBMOVED, CONNECTION",
    "SQLITE_PERM, CONFIGURATION",
    "SQLITE_AUTH, CONFIGURATION",
    "SQLITE_CORRUPT, CONFIGURATION",
    "SQLITE_NOTADB, CONFIGURATION",
    "SQLITE_ERROR, BUG",
    "SQLITE_MISUSE, BUG",
    "SQLITE_RANGE, BUG"
  })
  void readsSqliteCodes(SQLiteErrorCode code, FailureKind kind) {
    assertThat(sqlite(new SQLiteException("x", code))).isEqualTo(kind);
  }

  @Test
  void aMissingSqliteTableIsForAPerson() {
    assertThat(sqlite(new SQLiteException("no such table: event", SQLiteErrorCode.SQLITE_ERROR)))
        .isEqualTo(FailureKind.CONFIGURATION);
    assertThat(sqlite(new SQLException("database connection closed")))
        .isEqualTo(FailureKind.CONNECTION);
  }

  @Test
  void socketErrorsAreTheConnection() {
    for (Exception cause :
        List.of(
            new ConnectException("Connection refused"),
            new SocketTimeoutException("Read timed out"),
            new NoRouteToHostException(),
            new UnknownHostException("db"),
            new EOFException())) {
      assertThat(postgres(new RuntimeException(new SQLException("x", null, cause))))
          .isEqualTo(FailureKind.CONNECTION);
    }
    assertThat(postgres(new SQLRecoverableException("x"))).isEqualTo(FailureKind.CONNECTION);
    assertThat(postgres(new SQLTransientConnectionException("x")))
        .isEqualTo(FailureKind.CONNECTION);
  }

  @Test
  void theCauseOfTheWaitDecidesWhenThePoolGaveUp() {
    assertThat(postgres(new SQLTransientConnectionException("pool timed out", "28P01")))
        .isEqualTo(FailureKind.CONFIGURATION);
  }

  @Test
  void looksThroughWrappersAndBatches() {
    BatchUpdateException batch = new BatchUpdateException("batch", null, 0, new int[0]);
    batch.setNextException(new SQLException("bad json", "22P05"));
    assertThat(postgres(new DbClientException("failed", batch))).isEqualTo(FailureKind.DATA);
    assertThat(
            postgres(
                new IllegalStateException(
                    new DatabaseUnavailable(
                        DatabaseProblems.stopped(), Duration.ofSeconds(1), null))))
        .isEqualTo(FailureKind.CONNECTION);
  }

  @Test
  void whateverElseIsABug() {
    assertThat(postgres(new NullPointerException())).isEqualTo(FailureKind.BUG);
    RuntimeException first = new RuntimeException("a");
    RuntimeException second = new RuntimeException("b", first);
    first.initCause(second);
    assertThat(postgres(first)).isEqualTo(FailureKind.BUG);
  }

  private static FailureKind postgres(Throwable failure) {
    return FailureKinds.of(failure, Dialect.POSTGRESQL);
  }

  private static FailureKind sqlite(Throwable failure) {
    return FailureKinds.of(failure, Dialect.SQLITE);
  }
}
